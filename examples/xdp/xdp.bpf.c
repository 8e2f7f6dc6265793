// SPDX-License-Identifier: GPL-2.0 OR MIT
// Counts the packets that an interface receives, by IP protocol, and lets all of them pass.
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "xdp.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd

// Every CPU has values of its own: no two write the same one, nothing needs to be atomic.
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PROTOCOLS);
	__type(key, u32);
	__type(value, struct traffic);
} traffic SEC(".maps");

static u32 protocol_of(void *data, void *end)
{
	struct ethhdr *eth = data;
	void *network = eth + 1;

	if (network > end)
		return NOT_IP;
	if (eth->h_proto == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = network;

		return (void *)(ip + 1) > end ? NOT_IP : ip->protocol;
	}
	if (eth->h_proto == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip = network;

		// The first extension header, if it has any.
		return (void *)(ip + 1) > end ? NOT_IP : ip->nexthdr;
	}
	return NOT_IP;
}

SEC("xdp")
int handle_packet(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	u32 protocol = protocol_of(data, end);
	struct traffic *mine = bpf_map_lookup_elem(&traffic, &protocol);

	if (mine) {
		mine->packets++;
		mine->bytes += end - data;
	}
	return XDP_PASS;
}
