// Several programs around cpumap and devmap, which themselves run programs.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_CPUMAP);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(struct bpf_cpumap_val));
	__uint(max_entries, 64);
} cpu_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP_HASH);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(struct bpf_devmap_val));
	__uint(max_entries, 32);
} forward_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, 64);
} xsks SEC(".maps");

__u32 cpus_available[64];
__u32 cpu_count = 1, next_cpu;
const volatile __u8 tx_mac_addr[6];

static __always_inline void swap_src_dst_mac(void *data)
{
	unsigned short *p = data;
	unsigned short dst[3] = {p[0], p[1], p[2]};

	p[0] = p[3], p[1] = p[4], p[2] = p[5];
	p[3] = dst[0], p[4] = dst[1], p[5] = dst[2];
}

SEC("xdp")
int round_robin(struct xdp_md *ctx)
{
	__u32 slot = next_cpu & 63;

	__sync_fetch_and_add(&next_cpu, 1);
	return bpf_redirect_map(&cpu_map, cpus_available[slot], 0);
}
SEC("xdp/cpumap")
int on_cpu(struct xdp_md *ctx)
{
	return bpf_redirect_map(&forward_map, 0, BPF_F_BROADCAST | BPF_F_EXCLUDE_INGRESS);
}
SEC("xdp/devmap")
int on_device(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end, *data = (void *)(long)ctx->data;
	struct ethhdr *eth = data;

	if (data + sizeof(*eth) > data_end)
		return XDP_DROP;
	__builtin_memcpy(eth->h_source, (const char *)tx_mac_addr, sizeof(eth->h_source));
	return XDP_PASS;
}
SEC("xdp.frags")
int to_socket(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;

	if (data + 14 > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	swap_src_dst_mac(data);
	return bpf_redirect_map(&xsks, ctx->rx_queue_index, XDP_PASS);
}

char _license[] SEC("license") = "GPL";
