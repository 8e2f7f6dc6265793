// SPDX-License-Identifier: GPL-2.0 OR MIT
// Reads the kernel's memory at an address.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

u64 seen;

SEC("raw_tp/sys_enter")
int reads(void *ctx)
{
	bpf_probe_read_kernel(&seen, sizeof(seen), ctx);
	return 0;
}
