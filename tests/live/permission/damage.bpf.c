// SPDX-License-Identifier: GPL-2.0 OR MIT
// What damage.py damages: a call of a helper, a wide load of a map and one of a number.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u64);
} values SEC(".maps");

SEC("raw_tp/sys_enter")
int whole(void *ctx)
{
	u32 key = 1;
	u64 value;

	/* The compiler may not know that it is a constant, and has to load all of it. */
	asm volatile("%0 = 0x123456789abcdef0 ll" : "=r"(value));
	bpf_map_update_elem(&values, &key, &value, 0);
	return 0;
}
