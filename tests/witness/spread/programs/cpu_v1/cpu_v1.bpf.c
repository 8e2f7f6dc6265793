// Instructions of the first kernels: no 32-bit jumps.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tc")
int old(struct __sk_buff *skb)
{
	s32 a = skb->len, b = skb->mark;

	return a < b ? a : skb->hash > 7 ? (__u32)b / 3 : 1;
}
char _license[] SEC("license") = "GPL";
