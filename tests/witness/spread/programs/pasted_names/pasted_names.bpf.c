// Types and members that no text of the source names: all are pasted, and one from flags.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#define CAT(a, b) a##b
#define CAT3(a, b, c) a##b##c
#define STRUCT(x) struct CAT(x, _struct)
#define FIELD(obj, x, y) BPF_CORE_READ(obj, CAT(x, y))
#define EVENT(name) CAT(trace_event_raw_, name)
#define PREFIXED(p, name) CAT3(p, _, name)

enum { CHOSEN = PREFIXED(BPF, F_CURRENT_CPU) != 0 };
u64 seen[3];

SEC("tp/sched/sched_switch")
int on_switch(struct EVENT(sched_switch) *ctx)
{
	STRUCT(task) *task = (STRUCT(task) *)bpf_get_current_task();
	STRUCT(mm) *mm = FIELD(task, m, m);

	seen[0] += FIELD(mm, total, _vm);
	seen[1] += ctx->CAT(prev_, prio) + CHOSEN;
	seen[2] += BPF_CORE_READ(task, FROM_FLAGS) + sizeof(struct FLAGGED);
	return 0;
}
char _license[] SEC("license") = "GPL";
