// Allocations that nobody frees; names of probes are pasted together.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "memleak.h"

const volatile size_t min_size = 0, max_size = -1;
const volatile size_t page_size = 4096;
const volatile bool trace_all = false;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 10240);
} sizes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u64);
	__type(value, struct alloc_info);
	__uint(max_entries, ALLOCS_MAX_ENTRIES);
} allocs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u64);
	__type(value, union combined_alloc_info);
	__uint(max_entries, 10240);
} combined_allocs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__type(key, u32);
} stack_traces SEC(".maps");

static union combined_alloc_info initial_cinfo;

static void statistics_add(u64 stack_id, u64 sz)
{
	const union combined_alloc_info incremental = {.total_size = sz, .number_of_allocs = 1};
	union combined_alloc_info *existing = bpf_map_lookup_elem(&combined_allocs, &stack_id);

	if (!existing) {
		bpf_map_update_elem(&combined_allocs, &stack_id, &initial_cinfo, BPF_NOEXIST);
		existing = bpf_map_lookup_elem(&combined_allocs, &stack_id);
	}
	if (existing)
		__sync_fetch_and_add(&existing->bits, incremental.bits);
}

static int gen_alloc_enter(size_t size)
{
	const u32 tid = (u32)bpf_get_current_pid_tgid();
	const u64 kept = size;

	if (size < min_size || size > max_size)
		return 0;
	bpf_map_update_elem(&sizes, &tid, &kept, BPF_ANY);
	if (trace_all)
		bpf_printk("alloc entered, size = %lu\n", size);
	return 0;
}

static int gen_alloc_exit(void *ctx, u64 address)
{
	const u32 tid = (u32)bpf_get_current_pid_tgid();
	const u64 *size = bpf_map_lookup_elem(&sizes, &tid);
	struct alloc_info info = {};

	if (!size)
		return 0;
	info.size = *size;
	bpf_map_delete_elem(&sizes, &tid);
	if (address) {
		info.timestamp_ns = bpf_ktime_get_ns();
		info.stack_id = bpf_get_stackid(ctx, &stack_traces, BPF_F_USER_STACK);
		bpf_map_update_elem(&allocs, &address, &info, BPF_ANY);
		statistics_add(info.stack_id, info.size);
	}
	return 0;
}

#define ALLOCATOR(name, size_parameter)                                                            \
	SEC("uprobe") int BPF_KPROBE(name##_enter, size_t a, size_t b)                             \
	{                                                                                          \
		return gen_alloc_enter(size_parameter);                                            \
	}                                                                                          \
	SEC("uretprobe") int BPF_KRETPROBE(name##_exit)                                            \
	{                                                                                          \
		return gen_alloc_exit(ctx, PT_REGS_RC(ctx));                                       \
	}

ALLOCATOR(malloc, a)
ALLOCATOR(calloc, a * b)
ALLOCATOR(realloc, b)

SEC("tracepoint/kmem/mm_page_alloc")
int memleak__mm_page_alloc(struct trace_event_raw_mm_page_alloc *ctx)
{
	gen_alloc_enter(page_size << ctx->order);
	return gen_alloc_exit(ctx, ctx->pfn);
}

char LICENSE[] SEC("license") = "GPL";
