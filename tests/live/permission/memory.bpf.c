// SPDX-License-Identifier: GPL-2.0 OR MIT
// With the program itself, takes five MiB of the kernel's memory.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 5 * 1024 - 4);
	__uint(key_size, 4);
	__uint(value_size, 1024);
} big SEC(".maps");

SEC("raw_tp/sys_enter")
int idle(void *ctx)
{
	return 0;
}
