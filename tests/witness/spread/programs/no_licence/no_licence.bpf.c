// Nobody asks for a licence.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int pass(struct xdp_md *ctx) { return ctx->data_end - ctx->data > 1500 ? XDP_DROP : XDP_PASS; }
