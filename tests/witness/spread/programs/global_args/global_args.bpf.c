// Global functions whose arguments carry tags.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct pair { long a, b; };

extern void *bpf_obj_missing(int n) __ksym __weak;

__noinline int add(struct pair *p __arg_nonnull, struct pair *q __arg_nullable)
{
	return p->a + p->b + (q ? q->a : 0);
}
__noinline int of_task(struct task_struct *task __arg_trusted __arg_nullable)
{
	return task ? task->pid : 0;
}
__weak int report(void *ctx __arg_ctx) { return bpf_get_stackid(ctx, 0, 0) != 0; }

SEC("?raw_tp/sys_enter")
int caller(void *ctx)
{
	struct pair p = {1, 2};
	struct task_struct *task = bpf_get_current_task_btf();
	struct mm_struct *mm = bpf_core_cast(task->mm, struct mm_struct);

	if (bpf_ksym_exists(bpf_obj_missing))
		return 1;
	if (unlikely(add(&p, NULL) != 3))
		return 2;
	return of_task(task) + report(ctx) + (mm ? mm->map_count : 0);
}
char _license[] SEC("license") = "GPL";
