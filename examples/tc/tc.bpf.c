// SPDX-License-Identifier: GPL-2.0 OR MIT
// Tells user space of every IPv4 packet that comes in, and lets it pass.
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "tc.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define ETH_P_IP 0x0800
#define TC_ACT_OK 0

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

SEC("tc")
int handle_ingress(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	struct packet *p;

	if (skb->protocol != bpf_htons(ETH_P_IP) || (void *)(ip + 1) > end)
		return TC_ACT_OK;
	p = bpf_ringbuf_reserve(&rb, sizeof(*p), 0);
	if (!p)
		return TC_ACT_OK;
	// What a guest reads must not be what the ring held before.
	__builtin_memset(p, 0, sizeof(*p));
	p->length = bpf_ntohs(ip->tot_len);
	p->ttl = ip->ttl;
	p->protocol = ip->protocol;
	bpf_ringbuf_submit(p, 0);
	return TC_ACT_OK;
}
