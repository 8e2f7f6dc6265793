// One of each that newer versions of libbpf brought.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

struct shared { struct task_struct __kptr_untrusted *task; u64 bits : 3, rest : 61; };
struct own_data { long value; };
struct holder { struct own_data __percpu_kptr *percpu; struct own_data __uptr *user; };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct shared);
} shareds SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct holder);
} holders SEC(".maps");

__weak int of_pointer(u64 *value __arg_untrusted, void *page __arg_arena) { return value && page; }

SEC("uprobe/libc.so.6:read")
int BPF_UPROBE(on_read, int fd, void *buffer, size_t n, long d, long e, long f)
{
	if (likely(n > 10) && unlikely(fd < 0))
		return 1;
	return PT_REGS_PARM6(ctx) == f && PT_REGS_PARM6_CORE(ctx) == e;
}

SEC("kprobe/__x64_sys_futex")
int syscall_registers(struct pt_regs *ctx)
{
	return PT_REGS_PARM6_SYSCALL(ctx) > 1;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(writes, bool preempt, struct task_struct *prev)
{
	int zero = 0, i;
	struct shared *shared = bpf_map_lookup_elem(&shareds, &zero);

	if (!shared)
		return 0;
	bpf_for(i, 0, 3) {
		int nested;

		bpf_for(nested, i, 3)
			if (nested == 2)
				break;
	}
	BPF_CORE_WRITE_BITFIELD(shared, bits, 5);
	return bpf_core_cast(prev->mm, struct mm_struct)->map_count;
}
char _license[] SEC("license") = "GPL";
