// Something of everything that a guest can do with our host.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "api.h"
char LICENSE[] SEC("license") = "GPL";
int counter;
int wanted = 3;
char big[100000];
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} numbers SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u32);
} per_cpu SEC(".maps");
struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, u32);
	__array(values, struct inner);
} outer SEC(".maps");
struct inner alone SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 512 * 1024);
} rb SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} second SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
} perf SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u32);
} programs SEC(".maps");
SEC("syscall") int emit(void *ctx)
{
	struct event e = {};
	u32 key = 1, *value = bpf_map_lookup_elem(&per_cpu, &key);
	int i;
	if (value)
		(*value)++;
	for (i = 0; i < 16 && i < wanted; i++) {
		e.number = ++counter;
		e.wide = -e.number;
		bpf_ringbuf_output(&rb, &e, sizeof(e), 0);
		bpf_ringbuf_output(&second, &e, sizeof(e), 0);
	}
	return counter;
}
SEC("syscall") int emit_big(void *ctx)
{
	void *place = bpf_ringbuf_reserve(&rb, sizeof(big), 0);
	struct event *e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);
	if (place)
		bpf_ringbuf_submit(place, 0);
	if (e)
		bpf_ringbuf_discard(e, 0);
	return 0;
}
SEC("raw_tp/sys_enter") int flood(void *ctx)
{
	struct event e = {.number = 1};
	bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &e, sizeof(e));
	__sync_fetch_and_add(&counter, 1);
	return 0;
}
SEC("fentry/there_is_no_such_function") int never(void *ctx) { return 0; }
SEC("?tp/sched/sched_switch") int asked_for(void *ctx) { return 0; }
