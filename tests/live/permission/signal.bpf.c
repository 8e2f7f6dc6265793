// SPDX-License-Identifier: GPL-2.0 OR MIT
// Ends the process VICTIM when it makes a system call.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

SEC("raw_tp/sys_enter")
int strike(void *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 == VICTIM)
		bpf_send_signal(15);
	return 0;
}
