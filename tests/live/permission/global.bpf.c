// SPDX-License-Identifier: GPL-2.0 OR MIT
// The verifier bounds each of these loops alone; together they would run for years.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

volatile long rounds;

__noinline int inner(int x)
{
#pragma clang loop unroll(disable)
	for (int i = 0; i < 100; i++)
		rounds++;
	return x;
}
__noinline int middle(int x)
{
#pragma clang loop unroll(disable)
	for (int i = 0; i < 100; i++)
		rounds += inner(i);
	return x;
}

SEC("syscall")
int outer(void *ctx)
{
#pragma clang loop unroll(disable)
	for (int i = 0; i < 100; i++)
		rounds += middle(i);
	return 0;
}
