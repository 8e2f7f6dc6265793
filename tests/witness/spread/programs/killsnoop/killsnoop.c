// Signals, in a source that ends in .c alone.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

typedef struct {
	unsigned int pid;
	unsigned int tpid;
	int sig;
	int ret;
	char comm[TASK_COMM_LEN];
} event_t;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u32);
	__type(value, event_t);
} values SEC(".maps");

static int probe_entry(pid_t tpid, int sig)
{
	event_t event = {};
	__u64 pid_tgid = bpf_get_current_pid_tgid();
	__u32 tid = (__u32)pid_tgid;

	event.pid = pid_tgid >> 32;
	event.tpid = tpid;
	event.sig = sig;
	bpf_get_current_comm(event.comm, sizeof(event.comm));
	bpf_map_update_elem(&values, &tid, &event, BPF_ANY);
	return 0;
}

static int probe_exit(void *ctx, int ret)
{
	__u32 tid = (__u32)bpf_get_current_pid_tgid();
	event_t *event = bpf_map_lookup_elem(&values, &tid);

	if (event) {
		event->ret = ret;
		bpf_printk("PID %d (%s) sent signal %d ", event->pid, event->comm, event->sig);
		bpf_printk("to PID %d, ret = %d, %d, %d, %d", event->tpid, ret, 1, 2, 3);
		bpf_map_delete_elem(&values, &tid);
	}
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_kill")
int kill_entry(struct trace_event_raw_sys_enter *ctx)
{
	return probe_entry((pid_t)ctx->args[0], (int)ctx->args[1]);
}
SEC("tracepoint/syscalls/sys_exit_kill")
int kill_exit(struct trace_event_raw_sys_exit *ctx)
{
	return probe_exit(ctx, ctx->ret);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
