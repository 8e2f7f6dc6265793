// Packets are parsed by inline functions of an own header; the system's headers alone.
#include <linux/bpf.h>
#include <linux/in.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
#include "parsing.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct datarec);
	__uint(max_entries, XDP_REDIRECT + 1);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} xdp_stats_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 10000);
	__type(key, struct { __u32 prefixlen; __u8 data[4]; });
	__type(value, __u64);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} denied SEC(".maps");

SEC("xdp")
int xdp_deny(struct xdp_md *ctx)
{
	struct cursor c = {.at = (void *)(long)ctx->data, .end = (void *)(long)ctx->data_end};
	struct { __u32 prefixlen; __u32 address; } key = {.prefixlen = 32};
	__u32 action = XDP_PASS;
	struct ethhdr *eth;
	struct iphdr *ip;
	struct datarec *rec;
	struct udphdr *udp;

	if (parse_ethernet(&c, &eth) != bpf_htons(ETH_P_IP))
		goto out;
	if (parse_ipv4(&c, &ip) != IPPROTO_UDP || !(udp = parse(&c, sizeof(*udp))))
		goto out;
	key.address = ip->saddr;
	if (bpf_map_lookup_elem(&denied, &key) && udp->dest != bpf_htons(53))
		action = XDP_DROP;
out:
	rec = bpf_map_lookup_elem(&xdp_stats_map, &action);
	if (rec) {
		rec->rx_packets++;
		rec->rx_bytes += ctx->data_end - ctx->data;
	}
	return action;
}

char _license[] SEC("license") = "GPL";
