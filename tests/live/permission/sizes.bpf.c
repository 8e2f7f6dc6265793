// SPDX-License-Identifier: GPL-2.0 OR MIT
// A map of its own, and data of each kind, which the loader keeps in maps as well.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} own SEC(".maps");

int zeroed;
int filled = 1;
const volatile int constant = 2;

SEC("syscall")
int use(void *ctx)
{
	u32 key = 0;

	bpf_map_lookup_elem(&own, &key);
	filled += constant;
	return ++zeroed;
}
