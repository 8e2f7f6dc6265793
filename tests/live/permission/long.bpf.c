// SPDX-License-Identifier: GPL-2.0 OR MIT
// Some twenty seconds in one call, which no signal ends.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

volatile long rounds;

static long work(u32 i, void *ctx)
{
	for (int j = 0; j < 2000; j++)
		rounds++;
	return 0;
}

SEC("syscall")
int lasts(void *ctx)
{
	bpf_loop(1 << 23, work, 0, 0);
	return 0;
}
