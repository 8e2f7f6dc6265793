// SPDX-License-Identifier: GPL-2.0 OR MIT
// A loop within a loop: 2^23 times 2^23 rounds would be allowed by the kernel.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

long rounds;

static long inner(u32 i, void *ctx)
{
	rounds++;
	return 0;
}
static long outer(u32 i, void *ctx)
{
	bpf_loop(2, inner, ctx, 0);
	return 0;
}

SEC("syscall")
int nested(void *ctx)
{
	bpf_loop(2, outer, &ctx, 0);
	return 0;
}
