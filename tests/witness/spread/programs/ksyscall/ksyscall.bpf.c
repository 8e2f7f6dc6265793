// System calls by their names, with up to six arguments.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile pid_t my_pid = 0;

SEC("ksyscall/tgkill")
int BPF_KSYSCALL(tgkill_entry, pid_t tgid, pid_t tid, int sig)
{
	char comm[16];

	if (bpf_get_current_pid_tgid() >> 32 != my_pid)
		return 0;
	bpf_get_current_comm(&comm, sizeof(comm));
	bpf_printk("tgkill syscall called for %s: tgid %d, tid %d, sig %d\n", comm, tgid, tid, sig);
	return 0;
}

SEC("kretsyscall/tgkill")
int BPF_KRETPROBE(tgkill_exit, int ret) { return ret ? 1 : 0; }
