// SPDX-License-Identifier: GPL-2.0 OR MIT
// Two programs of user space: one waits for a target, one has it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

SEC("uprobe")
int waits(void *ctx)
{
	return 0;
}

#ifdef PLACE
SEC("uprobe/" PLACE)
int placed(void *ctx)
{
	return 0;
}
#endif
