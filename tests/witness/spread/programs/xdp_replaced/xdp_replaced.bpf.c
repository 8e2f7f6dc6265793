// freplace: what takes the place of a slot, and metadata for who loads it.
#include <linux/bpf.h>
#include <asm/types.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(priority, 10);
	__uint(XDP_PASS, 1);
	__uint(XDP_DROP, 1);
} metadata SEC(".xdp_run_config");

SEC("freplace/prog0")
int replaced(struct xdp_md *ctx)
{
	return ctx->ingress_ifindex == 1 ? XDP_DROP : XDP_PASS;
}

SEC("freplace/handle_tp")
int replaced_tp(void *ctx) { return 0; }

char _license[] SEC("license") = "GPL";
