// SPDX-License-Identifier: GPL-2.0 OR MIT
// A map that wants a name of its own among the pinned ones.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} ecc_perm_pin SEC(".maps");

// Whatever map it got, it writes to it.
SEC("raw_tp/sys_enter")
int write_it(void *ctx)
{
	u32 key = 0;
	u64 value = 4711;

	bpf_map_update_elem(&ecc_perm_pin, &key, &value, 0);
	return 0;
}
