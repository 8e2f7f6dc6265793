// Mounts and umounts with the namespace they happen in.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define PATH 256
enum op { MOUNT, UMOUNT };
struct arg {
	__u64 ts, flags;
	const char *src, *dest, *fs, *data;
	enum op op;
};
union sys_arg_alias { struct arg in; };
struct event {
	__u64 delta, flags;
	__u32 pid, tid;
	unsigned int mnt_ns;
	int ret;
	char comm[16];
	char fs[8];
	char src[PATH], dest[PATH];
	enum op op;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u32);
	__type(value, struct arg);
} args SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct event);
} heap SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} ring SEC(".maps");

SEC("tp/syscalls/sys_enter_mount")
int mount_entry(struct trace_event_raw_sys_enter *ctx)
{
	__u32 tid = bpf_get_current_pid_tgid();
	struct arg arg = {
		.ts = bpf_ktime_get_ns(),
		.flags = (__u64)ctx->args[3],
		.src = (const char *)ctx->args[0],
		.dest = (const char *)ctx->args[1],
		.fs = (const char *)ctx->args[2],
		.op = MOUNT,
	};

	bpf_map_update_elem(&args, &tid, &arg, BPF_ANY);
	return 0;
}

SEC("tp/syscalls/sys_exit_mount")
int mount_exit(struct trace_event_raw_sys_exit *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u32 tid = id;
	struct task_struct *task;
	struct event *event;
	struct arg *arg = bpf_map_lookup_elem(&args, &tid);
	int zero = 0;

	if (!arg || !(event = bpf_map_lookup_elem(&heap, &zero)))
		return 0;
	task = (struct task_struct *)bpf_get_current_task();
	event->delta = bpf_ktime_get_ns() - arg->ts;
	event->pid = id >> 32;
	event->tid = tid;
	event->ret = ctx->ret;
	event->op = arg->op;
	event->mnt_ns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	BPF_CORE_READ_USER_STR_INTO(&event->comm, task, comm);
	bpf_probe_read_user_str(event->src, sizeof(event->src), arg->src);
	bpf_probe_read_user_str(event->dest, sizeof(event->dest), arg->dest);
	bpf_probe_read_user_str(event->fs, sizeof(event->fs), arg->fs);
	bpf_ringbuf_output(&ring, event, sizeof(*event), 0);
	bpf_map_delete_elem(&args, &tid);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
