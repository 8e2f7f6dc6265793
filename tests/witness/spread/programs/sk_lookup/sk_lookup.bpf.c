// Which socket gets a connection, and how packets are dissected before.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 32);
	__type(key, __u32);
	__type(value, __u64);
} redir_map SEC(".maps");

SEC("sk_lookup")
int lookup(struct bpf_sk_lookup *ctx)
{
	struct bpf_sock *sk;
	__u32 key = 0;
	long err;

	if (ctx->family != 2 || ctx->local_port < 1000)
		return SK_PASS;
	sk = bpf_map_lookup_elem(&redir_map, &key);
	if (!sk)
		return SK_DROP;
	err = bpf_sk_assign(ctx, sk, BPF_SK_LOOKUP_F_REPLACE);
	bpf_sk_release(sk);
	return err ? SK_DROP : SK_PASS;
}
SEC("flow_dissector")
int dissect(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;

	if (keys->n_proto != bpf_htons(0x0800))
		return BPF_DROP;
	keys->is_frag = 0;
	return BPF_OK;
}
SEC("sk_reuseport")
int reuse(struct sk_reuseport_md *md) { return md->hash & 1 ? SK_PASS : SK_DROP; }

char _license[] SEC("license") = "GPL";
