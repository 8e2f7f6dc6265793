/* SPDX-License-Identifier: MIT-0 */
/* <bpf/libbpf.h> of a wasm32 guest. */
#ifndef ECC_BPF_LIBBPF_H
#define ECC_BPF_LIBBPF_H

#include "../libbpf-wasm.h"

#endif /* ECC_BPF_LIBBPF_H */
