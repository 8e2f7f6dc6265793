// Stacks that wait, and for how long.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#define PF_KTHREAD 0x00200000

struct key_t {
	__u32 pid, tgid;
	int user_stack_id, kern_stack_id;
};
struct internal_key {
	u64 start_ts;
	struct key_t key;
};

const volatile __u64 min_block_ns = 1, max_block_ns = -1;

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct internal_key);
} start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, sizeof(u32));
	__uint(value_size, 127 * sizeof(u64));
	__uint(max_entries, 1024);
} stackmap SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__type(key, struct key_t);
	__type(value, u64);
	__uint(max_entries, 10240);
} info SEC(".maps");

static bool allow(struct task_struct *t)
{
	return !(t->flags & PF_KTHREAD);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct internal_key *i;
	u64 delta, *sum;

	if (allow(prev)) {
		i = bpf_task_storage_get(&start, prev, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
		if (i) {
			i->start_ts = bpf_ktime_get_ns();
			i->key.pid = prev->pid;
			i->key.tgid = prev->tgid;
			i->key.user_stack_id = bpf_get_stackid(ctx, &stackmap, BPF_F_USER_STACK);
			i->key.kern_stack_id = bpf_get_stackid(ctx, &stackmap, 0);
		}
	}
	i = bpf_task_storage_get(&start, next, NULL, 0);
	if (!i)
		return 0;
	delta = bpf_ktime_get_ns() - i->start_ts;
	if (delta >= min_block_ns && delta <= max_block_ns) {
		sum = bpf_map_lookup_elem(&info, &i->key);
		if (sum)
			*sum += delta;
		else
			bpf_map_update_elem(&info, &i->key, &delta, BPF_NOEXIST);
	}
	bpf_task_storage_delete(&start, next);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
