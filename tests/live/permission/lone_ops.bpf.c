// SPDX-License-Identifier: GPL-2.0 OR MIT
// A value of struct_ops of which no program is there.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("raw_tp/sys_enter")
int other(void *ctx)
{
	return 0;
}

SEC(".struct_ops")
struct tcp_congestion_ops ops = {
	.name = "ecc_lone",
};
