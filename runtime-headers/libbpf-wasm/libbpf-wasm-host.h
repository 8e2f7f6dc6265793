/* SPDX-License-Identifier: MIT-0 */
/* What the host can do beyond the six imports, and what the guest has open. */
#ifndef LIBBPF_WASM_HOST_H
#define LIBBPF_WASM_HOST_H

#include "ecc-guest-abi.h"
#include "libbpf-wasm-errno.h"
#include "libbpf-wasm-types.h"
#include "wasm-bpf-imports.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One for the whole guest, however many of its sources include this. */
struct bpf_wasm_state {
	struct ecc_guest_abi abi;
	struct bpf_object *objects;
	int last_id; /* of programs */
};
extern struct bpf_wasm_state bpf_wasm__state;
__attribute__((weak)) struct bpf_wasm_state bpf_wasm__state = {
	{ECC_GUEST_ABI_VERSION, 0, 0, 0}, NULL, 1000
};

/* The host that knows this export writes to where it points, before main. */
struct ecc_guest_abi *bpf_wasm__abi(void);
__attribute__((weak, export_name("ecc_guest_abi"))) struct ecc_guest_abi *bpf_wasm__abi(void)
{
	return &bpf_wasm__state.abi;
}

#ifdef __cplusplus
}
#endif

/* False on hosts that have the six imports and no more. */
static inline bool bpf_wasm__has_host(void)
{
	return bpf_wasm__state.abi.host_version != 0;
}

/* A command of ecc-guest-abi.h; -EOPNOTSUPP where the host has none. */
static inline int bpf_wasm__command(int fd, int cmd, const void *key, void *value, uint64_t flags)
{
	if (!bpf_wasm__has_host())
		return bpf_wasm__fail(EOPNOTSUPP);
	return bpf_wasm__result(wasm_bpf_map_operate(fd, cmd, key, value, NULL, flags));
}

/* How many parts the value of a per-CPU map has; only our host tells. */
static inline int libbpf_num_possible_cpus(void)
{
	return bpf_wasm__has_host() ? (int)bpf_wasm__state.abi.cpus : bpf_wasm__fail(EOPNOTSUPP);
}

#endif /* LIBBPF_WASM_HOST_H */
