// Data that goes from socket to socket: sockops, sk_msg, sk_skb.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

struct sock_key { __u32 sip4, dip4; __u32 sport, dport; } __attribute__((packed));
struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 65535);
	__type(key, struct sock_key);
	__type(value, int);
} sock_ops_map SEC(".maps");

SEC("sockops")
int established(struct bpf_sock_ops *skops)
{
	struct sock_key key = {
		.sip4 = skops->local_ip4, .dip4 = skops->remote_ip4,
		.sport = bpf_htonl(skops->local_port), .dport = skops->remote_port,
	};

	switch (skops->op) {
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
	case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
		bpf_sock_hash_update(skops, &sock_ops_map, &key, BPF_NOEXIST);
		break;
	case BPF_SOCK_OPS_STATE_CB:
		if (skops->args[1] == BPF_TCP_CLOSE)
			skops->reply = 0;
	}
	return 0;
}
SEC("sk_msg")
int redirect(struct sk_msg_md *msg)
{
	struct sock_key key = {.sip4 = msg->remote_ip4, .dip4 = msg->local_ip4,
			       .dport = bpf_htonl(msg->local_port), .sport = msg->remote_port};

	return bpf_msg_redirect_hash(msg, &sock_ops_map, &key, BPF_F_INGRESS);
}
SEC("sk_skb/stream_parser")
int parser(struct __sk_buff *skb) { return skb->len; }

char _license[] SEC("license") = "GPL";
