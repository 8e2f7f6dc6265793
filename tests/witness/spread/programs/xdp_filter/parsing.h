#ifndef PARSING_H
#define PARSING_H
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <asm/byteorder.h>
struct datarec {
	__u64 rx_packets, rx_bytes;
} __attribute__((aligned(64)));
struct cursor {
	void *at, *end;
};
struct vlan {
	__be16 tci, proto;
};
static __always_inline void *parse(struct cursor *c, __u32 size)
{
	void *found = c->at;

	if (c->at + size > c->end)
		return 0;
	c->at += size;
	return found;
}
static __always_inline int parse_ethernet(struct cursor *c, struct ethhdr **out)
{
	struct ethhdr *eth = parse(c, sizeof(*eth));
	__u16 proto;
	int i;

	if (!eth)
		return -1;
	proto = eth->h_proto;
#pragma unroll
	for (i = 0; i < 2; i++) {
		struct vlan *vlan;

		if (proto != __constant_htons(ETH_P_8021Q) || !(vlan = parse(c, sizeof(*vlan))))
			break;
		proto = vlan->proto;
	}
	*out = eth;
	return proto;
}
static __always_inline int parse_ipv4(struct cursor *c, struct iphdr **out)
{
	struct iphdr *ip = parse(c, sizeof(*ip));

	if (!ip || ip->ihl < 5 || !parse(c, ip->ihl * 4 - sizeof(*ip)))
		return -1;
	*out = ip;
	return ip->protocol;
}
#endif
