// Signed division, sign extension, byte swaps: of clang 18 and newer.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

s64 results[3];

SEC("tc")
int newest(struct __sk_buff *skb)
{
	s32 len = (s32)skb->len;

	results[0] = len / -3;
	results[1] = (s8)skb->mark % -7;
	results[2] = __builtin_bswap32(skb->hash);
	return (s16)skb->priority;
}
char _license[] SEC("license") = "GPL";
