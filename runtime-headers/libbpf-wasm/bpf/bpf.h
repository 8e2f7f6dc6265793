/* SPDX-License-Identifier: MIT-0 */
/* <bpf/bpf.h> of a wasm32 guest. */
#ifndef ECC_BPF_BPF_H
#define ECC_BPF_BPF_H

#include "../libbpf-wasm.h"

#endif /* ECC_BPF_BPF_H */
