// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";
int runs = FIRST_RUN;

SEC("tp/sched/sched_process_exit")
int handle_exit(void *ctx)
{
	runs++;
	return 0;
}
