// Socket options, sysctls, addresses and devices of a cgroup.
#include <stddef.h>
#include <string.h>
#include <linux/bpf.h>
#include <linux/in.h>
#include <sys/socket.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

#define SOL_CUSTOM 0xdeadbeef

struct sockopt_sk { __u8 val; };
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct sockopt_sk);
} socket_storage_map SEC(".maps");

SEC("cgroup/getsockopt")
int getsockopt_hook(struct bpf_sockopt *ctx)
{
	__u8 *optval_end = ctx->optval_end, *optval = ctx->optval;
	struct sockopt_sk *storage;

	if (ctx->level != SOL_CUSTOM || optval + 1 > optval_end)
		return 1;
	storage = bpf_sk_storage_get(&socket_storage_map, ctx->sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!storage)
		return 0;
	optval[0] = storage->val;
	ctx->optlen = 1;
	return 1;
}
SEC("cgroup/sysctl")
int sysctl_hook(struct bpf_sysctl *ctx)
{
	char name[64], wanted[] = "net/ipv4/tcp_mem";

	memset(name, 0, sizeof(name));
	if (bpf_sysctl_get_name(ctx, name, sizeof(name), 0) != sizeof(wanted) - 1)
		return 1;
	return !ctx->write;
}
SEC("cgroup/connect4")
int connect_hook(struct bpf_sock_addr *ctx)
{
	if (ctx->type == SOCK_STREAM && ctx->user_port == bpf_htons(80))
		ctx->user_port = bpf_htons(8080);
	return 1;
}
SEC("cgroup_skb/egress")
int egress(struct __sk_buff *skb) { return skb->len < 9000; }
SEC("cgroup/dev")
int device(struct bpf_cgroup_dev_ctx *ctx) { return ctx->major == 1 && ctx->minor == 5; }

char _license[] SEC("license") = "GPL";
