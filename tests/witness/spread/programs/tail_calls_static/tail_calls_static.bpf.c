// A tail call by inline assembly: bpf_tail_call_static of libbpf's own header.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} stages SEC(".maps");

int reached;

SEC("tc") int first(struct __sk_buff *skb)
{
	bpf_tail_call_static(skb, &stages, 0);
	bpf_tail_call_static(skb, &stages, 3);
	return skb->len > 64;
}

SEC("tc") int second(struct __sk_buff *skb)
{
	reached++;
	return 0;
}
char _license[] SEC("license") = "GPL";
