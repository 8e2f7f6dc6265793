// SPDX-License-Identifier: GPL-2.0 OR MIT
// A loop within a loop without any callback: by the kernel's iterators of numbers.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

long rounds;

SEC("syscall")
int in_place(void *ctx)
{
	struct bpf_iter_num outer, inner;

	bpf_iter_num_new(&outer, 0, 2);
	while (bpf_iter_num_next(&outer)) {
		bpf_iter_num_new(&inner, 0, 2);
		while (bpf_iter_num_next(&inner))
			rounds++;
		bpf_iter_num_destroy(&inner);
	}
	bpf_iter_num_destroy(&outer);
	return 0;
}
