// SPDX-License-Identifier: GPL-2.0 OR MIT
// A raw tracepoint whose arguments the program may change.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

SEC("raw_tp.w/bpf_test_finish")
int changes(struct bpf_raw_tracepoint_args *ctx)
{
	return 0;
}
