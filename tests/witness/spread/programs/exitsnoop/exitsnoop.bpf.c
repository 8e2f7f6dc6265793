// Processes that end, why, and how long they lived.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct event {
	u64 start, end;
	pid_t pid, tid, ppid;
	u32 sig;
	int code;
	char comm[TASK_COMM_LEN];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

SEC("tracepoint/sched/sched_process_exit")
int on_exit(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	u64 id = bpf_get_current_pid_tgid();
	struct event *e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);
	int code;

	if (!e)
		return 0;
	e->start = BPF_CORE_READ(task, start_time);
	e->end = bpf_ktime_get_ns();
	e->pid = id >> 32;
	e->tid = (pid_t)id;
	e->ppid = BPF_CORE_READ(task, real_parent, tgid);
	code = BPF_CORE_READ(task, exit_code);
	e->sig = code & 0xff;
	e->code = code >> 8;
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
	bpf_ringbuf_submit(e, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
