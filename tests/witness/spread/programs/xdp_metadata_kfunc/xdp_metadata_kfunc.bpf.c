// Hints of the device through kfuncs that may be missing, tested by hand.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_xdp_metadata_rx_timestamp(const struct xdp_md *ctx, u64 *timestamp) __ksym __weak;
extern int bpf_xdp_metadata_rx_hash(const struct xdp_md *ctx, u32 *hash,
				    enum xdp_rss_hash_type *rss_type) __ksym __weak;

struct meta { u64 rx_timestamp; u32 rx_hash; enum xdp_rss_hash_type type; };
u64 without;

SEC("xdp")
int rx(struct xdp_md *ctx)
{
	struct meta *meta;
	void *data;

	if (bpf_xdp_adjust_meta(ctx, -(int)sizeof(struct meta)))
		return XDP_PASS;
	data = (void *)(long)ctx->data;
	meta = (void *)(long)ctx->data_meta;
	if ((void *)(meta + 1) > data)
		return XDP_PASS;
	if (!bpf_xdp_metadata_rx_timestamp || bpf_xdp_metadata_rx_timestamp(ctx, &meta->rx_timestamp))
		without++;
	if (bpf_xdp_metadata_rx_hash)
		bpf_xdp_metadata_rx_hash(ctx, &meta->rx_hash, &meta->type);
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
