/* SPDX-License-Identifier: MIT-0 */
/* <bpf/libbpf.h> of a wasm32 guest. */
#ifndef ECC_BPF_LIBBPF_H
#define ECC_BPF_LIBBPF_H

/* libbpf's names only: see libbpf-wasm-buffer.h. */
#ifndef ECC_LIBBPF_NAMES
#define ECC_LIBBPF_NAMES
#endif
#include "../libbpf-wasm.h"

#endif /* ECC_BPF_LIBBPF_H */
