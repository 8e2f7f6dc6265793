// SPDX-License-Identifier: GPL-2.0 OR MIT
// Loops of the kernel's one behind the other, as in any program that uses bpf_for twice.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

long rounds;

SEC("syscall")
int in_row(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 2);
	while (bpf_iter_num_next(&it))
		rounds++;
	bpf_iter_num_destroy(&it);
	bpf_iter_num_new(&it, 0, 2);
	while (bpf_iter_num_next(&it))
		rounds += 2;
	bpf_iter_num_destroy(&it);
	return 0;
}
