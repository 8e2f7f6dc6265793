// SPDX-License-Identifier: GPL-2.0 OR MIT
// Counts the packets of an interface and lets them pass.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} ecc_perm_count SEC(".maps");

SEC("tc")
int ecc_perm_tc(struct __sk_buff *skb)
{
	u32 key = 0;
	u64 *count = bpf_map_lookup_elem(&ecc_perm_count, &key);

	if (count)
		__sync_fetch_and_add(count, 1);
	return -1; /* TC_ACT_UNSPEC: the next one decides */
}
