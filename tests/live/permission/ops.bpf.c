// SPDX-License-Identifier: GPL-2.0 OR MIT
// A congestion control.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("struct_ops/perm_ssthresh")
u32 BPF_PROG(perm_ssthresh, struct sock *sk)
{
	return 2;
}
SEC("struct_ops/perm_undo")
u32 BPF_PROG(perm_undo, struct sock *sk)
{
	return 2;
}
SEC("struct_ops/perm_avoid")
void BPF_PROG(perm_avoid, struct sock *sk, u32 ack, u32 acked)
{
}

SEC(".struct_ops")
struct tcp_congestion_ops ops = {
	.ssthresh = (void *)perm_ssthresh,
	.undo_cwnd = (void *)perm_undo,
	.cong_avoid = (void *)perm_avoid,
	.name = "ecc_perm",
};
