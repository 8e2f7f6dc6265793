// Congestion control in BPF: struct_ops without a link, inherited structs by casts.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define min(a, b) ((a) < (b) ? (a) : (b))
#define tcp_sk(sk) ((struct tcp_sock *)(sk))
#define inet_csk(sk) ((struct inet_connection_sock *)(sk))

extern void tcp_reno_cong_avoid(struct sock *sk, __u32 ack, __u32 acked) __ksym;

struct our_state { __u32 cwnd_max, epoch; };
_Static_assert(sizeof(struct our_state) <= sizeof(((struct inet_connection_sock *)0)->icsk_ca_priv), "private room");

SEC("struct_ops/init")
void BPF_PROG(ours_init, struct sock *sk)
{
	struct our_state *ca = (void *)inet_csk(sk)->icsk_ca_priv;

	ca->cwnd_max = tcp_sk(sk)->snd_cwnd;
}
SEC("struct_ops/ssthresh")
__u32 BPF_PROG(ours_ssthresh, struct sock *sk)
{
	return min(tcp_sk(sk)->snd_cwnd >> 1U, 2U);
}
SEC("struct_ops/cong_avoid")
void BPF_PROG(ours_cong_avoid, struct sock *sk, __u32 ack, __u32 acked)
{
	tcp_reno_cong_avoid(sk, ack, acked);
}
SEC("struct_ops/undo_cwnd")
__u32 BPF_PROG(ours_undo_cwnd, struct sock *sk) { return tcp_sk(sk)->prior_cwnd; }

SEC(".struct_ops")
struct tcp_congestion_ops ours = {
	.init = (void *)ours_init,
	.ssthresh = (void *)ours_ssthresh,
	.cong_avoid = (void *)ours_cong_avoid,
	.undo_cwnd = (void *)ours_undo_cwnd,
	.name = "bpf_ours",
};
char _license[] SEC("license") = "GPL";
