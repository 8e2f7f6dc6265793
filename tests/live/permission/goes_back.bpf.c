// SPDX-License-Identifier: GPL-2.0 OR MIT
// A loop of the kernel's, and in its function one that goes back for as long as the kernel lets it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

long rounds;

static long body(u32 i, void *ctx)
{
	for (;;) {
		/* may_goto, of Linux 6.9: out of the loop when there were enough rounds. */
		asm volatile goto("1: .byte 0xe5, 0; .long ((%l[out] - 1b - 8) / 8) & 0xffff; .short 0" : : : : out);
		rounds++;
	}
out:
	return 0;
}

SEC("syscall")
int goes_back(void *ctx)
{
	bpf_loop(2, body, &ctx, 0);
	return 0;
}
