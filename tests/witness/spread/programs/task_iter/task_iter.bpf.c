// All tasks with their kernel stacks, read like a file.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "task_iter.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct task_struct___post514 {
	unsigned int __state;
} __attribute__((preserve_access_index));
struct task_struct___pre514 {
	long state;
} __attribute__((preserve_access_index));

static struct task_info zero_info;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct task_info);
} task_buf SEC(".maps");

static __u32 get_task_state(void *arg)
{
	if (bpf_core_field_exists(struct task_struct___pre514, state)) {
		struct task_struct___pre514 *task = arg;
		return task->state;
	} else {
		struct task_struct___post514 *task = arg;
		return task->__state;
	}
}

SEC("iter/task")
int get_tasks(struct bpf_iter__task *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct task_struct *task = ctx->task;
	struct task_info *t;
	static int zero = 0;
	long res;

	if (!task || !(t = bpf_map_lookup_elem(&task_buf, &zero)))
		return 0;
	t->pid = task->tgid;
	t->tid = task->pid;
	t->state = get_task_state(task);
	bpf_probe_read_kernel_str(t->comm, sizeof(t->comm), task->comm);
	res = bpf_get_task_stack(task, t->kstack, sizeof(__u64) * MAX_STACK_LEN, 0);
	t->kstack_len = res <= 0 ? res : res / sizeof(t->kstack[0]);
	BPF_SEQ_PRINTF(seq, "%d %d\n", t->pid, t->tid);
	bpf_seq_write(seq, t, sizeof(struct task_info));
	return 0;
}
