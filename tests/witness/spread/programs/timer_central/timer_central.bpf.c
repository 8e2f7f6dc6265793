// As schedulers do it: timers, arrays behind a check in assembly, kfuncs, resized sections.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";

#define MEMBER_VPTR(base, member) (typeof((base) member) *)({                                      \
	u64 __base = (u64)&(base), __addr = (u64)&((base) member) - __base;                        \
	asm volatile("if %0 <= %[max] goto +2\n%0 = 0\ngoto +1\n%0 += %1\n"                        \
		     : "+r"(__addr) : "r"(__base), [max] "i"(sizeof(base) - sizeof((base) member))); \
	__addr; })
#define ARRAY_ELEM(arr, i, n) MEMBER_VPTR(arr, [i])

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

bool RESIZED[64] SEC(".data.gimme");
u64 cpu_started_at[64] SEC(".data.started");
const volatile u32 nr_cpu_ids = 1;

struct central_timer { struct bpf_timer timer; };
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct central_timer);
} central_timer SEC(".maps");

static int central_timerfn(void *map, int *key, struct bpf_timer *timer)
{
	u32 cpu = bpf_get_smp_processor_id();
	u64 *started = ARRAY_ELEM(cpu_started_at, cpu, 64);

	if (started)
		*started = bpf_ktime_get_ns();
	bpf_timer_start(timer, 1000000, BPF_F_TIMER_ABS);
	return 0;
}

SEC("tp_btf/sched_process_hang")
int BPF_PROG(central_hang, struct task_struct *p)
{
	s32 pid = BPF_CORE_READ(p, real_parent, group_leader, pid);
	struct task_struct *leader;

	bpf_rcu_read_lock();
	leader = bpf_task_from_pid(pid);
	if (leader) {
		u32 cpu = leader->recent_used_cpu;
		bool *gimme = MEMBER_VPTR(RESIZED, [cpu]);

		if (gimme)
			*gimme = leader->cpus_ptr->bits[0] & 1;
		bpf_task_release(leader);
	}
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int central_init(void *ctx)
{
	u32 key = 0;
	struct bpf_timer *timer = bpf_map_lookup_elem(&central_timer, &key);

	if (!timer)
		return -3;
	bpf_timer_init(timer, &central_timer, CLOCK_MONOTONIC);
	bpf_timer_set_callback(timer, central_timerfn);
	return 0;
}

