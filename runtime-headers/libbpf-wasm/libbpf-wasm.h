/* SPDX-License-Identifier: MIT-0 */
/*
 * libbpf for a wasm32 guest: its names and its habits, over the six functions that every host
 * of the `wasm_bpf` import module has.
 *
 * As with libbpf 1.x, functions return 0 or a count, or a negative errno, and set errno; those that
 * return a pointer return NULL and set errno.  The errno values are the guest's own.
 *
 * Header-only, C11 and C++17.  docs/guest-abi.md tells the imports, the hosts' quirks, and what
 * works with our host only.
 */
#ifndef LIBBPF_WASM_H
#define LIBBPF_WASM_H

#include "ecc-layout.h"
#include "libbpf-wasm-buffer.h"
#include "libbpf-wasm-host.h"
#include "libbpf-wasm-map.h"
#include "libbpf-wasm-net.h"
#include "libbpf-wasm-object.h"
#include "libbpf-wasm-print.h"
#include "libbpf-wasm-program.h"
#include "libbpf-wasm-reader.h"
#include "libbpf-wasm-skeleton.h"
#include "libbpf-wasm-user-ring.h"

#endif /* LIBBPF_WASM_H */
