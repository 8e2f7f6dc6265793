// A program array with programs in it, and constant calls.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

int leaf_one(struct __sk_buff *skb);
int leaf_two(struct __sk_buff *skb);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, sizeof(__u32));
	__array(values, int(struct __sk_buff *));
} jmp_table SEC(".maps") = {
	.values = {[0] = (void *)&leaf_one, [2] = (void *)&leaf_two},
};

static __noinline int subprog(struct __sk_buff *skb)
{
	bpf_tail_call_static(skb, &jmp_table, 0);
	return skb->len * 2;
}

SEC("tc") int leaf_one(struct __sk_buff *skb) { return skb->ifindex; }
SEC("tc") int leaf_two(struct __sk_buff *skb) { return skb->mark; }
SEC("tc")
int entry(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &jmp_table, skb->queue_mapping);
	return subprog(skb);
}
char __license[] SEC("license") = "GPL";
