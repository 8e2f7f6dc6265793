// The sixth argument of a system call, which libbpf before 1.2 does not give.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";
__u64 mapped[2];

SEC("ksyscall/mmap")
int BPF_KSYSCALL(mmap_entry, void *addr, size_t length, int prot, int flags, int fd, off_t offset)
{
	if (fd >= 0 && !offset && !addr)
		__sync_fetch_and_add(&mapped[0], length);
	return prot | flags;
}

SEC("kprobe/__x64_sys_futex")
int futex(struct pt_regs *ctx)
{
	struct pt_regs *regs = PT_REGS_SYSCALL_REGS(ctx);

	__sync_fetch_and_add(&mapped[1], PT_REGS_PARM6_CORE_SYSCALL(regs));
	return 0;
}

SEC("kprobe/tcp_sendmsg_locked")
int BPF_KPROBE(six, void *a, void *b, void *c, void *d, void *e, void *f) { return f != e; }
