// SPDX-License-Identifier: GPL-2.0 OR MIT
// Could write into any process; writes into none, as no process has this number.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

SEC("raw_tp/sys_enter")
int scribble(void *ctx)
{
	int value = 1;

	if (bpf_get_current_pid_tgid() >> 32 == 0xffffffff)
		bpf_probe_write_user((void *)8, &value, sizeof(value));
	return 0;
}
