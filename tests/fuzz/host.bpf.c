// SPDX-License-Identifier: GPL-2.0 OR MIT
// What fuzz_host plays with: every kind of map that the host treats in its own way.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define MAP(name, kind, entries, keys, values)                                                     \
	struct {                                                                                   \
		__uint(type, kind);                                                                \
		__uint(max_entries, entries);                                                      \
		__uint(key_size, keys);                                                            \
		__uint(value_size, values);                                                        \
	} name SEC(".maps")

MAP(hash, BPF_MAP_TYPE_HASH, 8, 4, 12);
MAP(array, BPF_MAP_TYPE_ARRAY, 4, 4, 8);
MAP(percpu, BPF_MAP_TYPE_PERCPU_ARRAY, 4, 4, 12);
MAP(perf, BPF_MAP_TYPE_PERF_EVENT_ARRAY, 0, 4, 4);
MAP(queue, BPF_MAP_TYPE_QUEUE, 4, 0, 8);
MAP(progs, BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 4);
MAP(big, BPF_MAP_TYPE_HASH, 4, 300, 70000);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} rb SEC(".maps"), rb2 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} user SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 4);
		__uint(key_size, 4);
		__uint(value_size, 8);
	});
} outer SEC(".maps");

int variable;
char text[100];

// A few records of sizes that differ, one of them discarded.
SEC("syscall")
int fill(void *ctx)
{
	char *record;

	text[5]++;
	if ((record = bpf_ringbuf_reserve(&rb, 17, 0))) {
		__builtin_memset(record, variable, 17);
		bpf_ringbuf_submit(record, 0);
	}
	if ((record = bpf_ringbuf_reserve(&rb, 1000, 0)))
		bpf_ringbuf_discard(record, 0);
	if ((record = bpf_ringbuf_reserve(&rb2, 200, 0))) {
		record[0] = 1;
		bpf_ringbuf_submit(record, 0);
	}
	return ++variable;
}

SEC("xdp")
int packet(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("tc")
int filter(struct __sk_buff *skb)
{
	return 0;
}

SEC("raw_tp")
int raw(void *ctx)
{
	bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, text, sizeof(text));
	return 0;
}
