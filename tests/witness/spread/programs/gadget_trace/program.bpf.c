// Like a gadget: own headers for everything, per architecture ones, map and tracer macros.
#include <vmlinux.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <gadget/buffer.h>
#include <gadget/macros.h>
#include <gadget/types.h>

struct event {
	gadget_timestamp timestamp_raw;
	struct gadget_process proc;
	struct gadget_l3endpoint_t endpoint;
	enum gadget_direction direction;
};

GADGET_TRACER_MAP(events, 1024 * 256);
GADGET_TRACER(exec, events, event);
GADGET_PARAM(only_host);
const volatile bool only_host = false;

static __noinline u64 mntns_of(struct task_struct *task)
{
	return BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
}

SEC("tracepoint/sched/sched_process_exec")
int trace_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct event *event = gadget_reserve_buf(&events, sizeof(*event));

	if (!event)
		return 0;
	event->timestamp_raw = bpf_ktime_get_boot_ns();
	event->proc.mntns_id = mntns_of(task);
	event->proc.pid = bpf_get_current_pid_tgid() >> 32;
	event->proc.parent.pid = BPF_CORE_READ(task, real_parent, pid);
	event->proc.page = GADGET_PAGE_SIZE;
	event->direction = GADGET_OUT;
	bpf_get_current_comm(event->proc.comm, sizeof(event->proc.comm));
	gadget_submit_buf(ctx, &events, event, sizeof(*event));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
