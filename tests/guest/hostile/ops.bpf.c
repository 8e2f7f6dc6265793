// SPDX-License-Identifier: GPL-2.0 OR MIT
// A congestion control, which only whoever is allowed may register.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("struct_ops/hostile_ssthresh")
u32 BPF_PROG(hostile_ssthresh, struct sock *sk)
{
	return 2;
}
SEC("struct_ops/hostile_undo")
u32 BPF_PROG(hostile_undo, struct sock *sk)
{
	return 2;
}
SEC("struct_ops/hostile_avoid")
void BPF_PROG(hostile_avoid, struct sock *sk, u32 ack, u32 acked)
{
}

SEC(".struct_ops")
struct tcp_congestion_ops ops = {
	.ssthresh = (void *)hostile_ssthresh,
	.undo_cwnd = (void *)hostile_undo,
	.cong_avoid = (void *)hostile_avoid,
	.name = "hostile",
};
