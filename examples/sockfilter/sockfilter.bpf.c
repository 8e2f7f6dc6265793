// SPDX-License-Identifier: GPL-2.0 OR MIT
// Tells user space of every IPv4 packet that the socket's interface sees.
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "sockfilter.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define ETH_HLEN 14
#define ETH_P_IP 0x0800
#define FRAGMENT_OFFSET 0x1fff
#define PACKET_OUTGOING 4

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

SEC("socket")
int handle_packet(struct __sk_buff *skb)
{
	struct iphdr ip;
	struct packet *p;
	__be16 ports[2];

	if (skb->protocol != bpf_htons(ETH_P_IP))
		return 0;
	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) || ip.version != 4)
		return 0;
	p = bpf_ringbuf_reserve(&rb, sizeof(*p), 0);
	if (!p)
		return 0;
	// What a guest reads must not be what the ring held before.
	__builtin_memset(p, 0, sizeof(*p));
	p->src = ip.saddr;
	p->dst = ip.daddr;
	p->length = skb->len;
	p->protocol = ip.protocol;
	p->outgoing = skb->pkt_type == PACKET_OUTGOING;
	// Only the first fragment has ports.
	if ((ip.protocol == IPPROTO_TCP || ip.protocol == IPPROTO_UDP) &&
	    !(bpf_ntohs(ip.frag_off) & FRAGMENT_OFFSET) &&
	    !bpf_skb_load_bytes(skb, ETH_HLEN + ip.ihl * 4, ports, sizeof(ports))) {
		p->src_port = bpf_ntohs(ports[0]);
		p->dst_port = bpf_ntohs(ports[1]);
	}
	bpf_ringbuf_submit(p, 0);
	// Nothing of the packet for the socket itself: nobody reads it.
	return 0;
}
