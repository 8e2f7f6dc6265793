// SPDX-License-Identifier: GPL-2.0 OR MIT
// Fills a ring buffer when it is told to, and has a map to look things up in.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "events.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024 * 1024);
} rb SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1024);
	__type(key, u32);
	__type(value, u64);
} numbers SEC(".maps");

unsigned long long lost;

static long put(u32 i, void *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);

	if (!e) {
		lost++;
		return 0;
	}
	__builtin_memset(e, 0, sizeof(*e));
	e->time = 1000 + i;
	e->pid = i;
	e->cpu = i & 3;
	e->value = -(long)i;
	__builtin_memcpy(e->comm, "benchmark", 10);
	__builtin_memcpy(e->text, "/usr/bin/benchmark", 19);
	bpf_ringbuf_submit(e, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("syscall")
int fill(void *ctx)
{
	bpf_loop(RECORDS_A_RUN, put, NULL, 0);
	return 0;
}
