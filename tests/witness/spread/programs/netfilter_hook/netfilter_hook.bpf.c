// A hook of the packet filter: contexts that are the kernel's own structs.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define NF_DROP 0
#define NF_ACCEPT 1

SEC("netfilter")
int hook(struct bpf_nf_ctx *ctx)
{
	const struct nf_hook_state *state = ctx->state;
	struct sk_buff *skb = ctx->skb;

	if (state->in && state->in->ifindex == 1)
		return NF_ACCEPT;
	return skb->len > sizeof(struct iphdr) && BPF_CORE_READ(skb, dev, nd_net.net, ns.inum) ? NF_ACCEPT : NF_DROP;
}
char _license[] SEC("license") = "GPL";
