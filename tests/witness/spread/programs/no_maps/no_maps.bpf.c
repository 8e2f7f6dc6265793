// Only code, and old-style reading of memory.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#define _(P) (__builtin_preserve_access_index(P))

SEC("raw_tp/sched_process_exit")
int no_maps(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[0];
	struct list_head *children;
	unsigned long flags = 0;

	bpf_probe_read_kernel(&flags, sizeof(flags), _(&task->flags));
	bpf_probe_read_kernel(&children, sizeof(children), _(&task->children.next));
	return container_of(children, struct task_struct, sibling) == task ? flags & 1 : 0;
}
char _license[] SEC("license") = "GPL";
