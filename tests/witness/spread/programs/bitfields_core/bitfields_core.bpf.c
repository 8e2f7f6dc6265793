// Bit-fields of the kernel, read through relocations; strings and arrays at constant indices.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

struct report { u64 ipv6only, reset, in_execve; char first[8]; u32 prio; } report;

SEC("kprobe/tcp_rcv_established")
int BPF_KPROBE(established, struct sock *sk, struct sk_buff *skb)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct tcp_sock *tp = (struct tcp_sock *)sk;

	report.ipv6only = BPF_CORE_READ_BITFIELD_PROBED(sk, __sk_common.skc_ipv6only);
	report.reset = BPF_CORE_READ_BITFIELD_PROBED(tp, repair);
	report.in_execve = BPF_CORE_READ_BITFIELD_PROBED(task, in_execve);
	report.prio = BPF_CORE_READ(task, sched_class) != 0 ? BPF_CORE_READ(skb, priority) : 0;
	bpf_core_read_str(report.first, sizeof(report.first), &task->nsproxy->uts_ns->name.nodename);
	return BPF_CORE_READ(task, rt.timeout) + BPF_CORE_READ(task, cpus_mask.bits[0]) > 1;
}
char _license[] SEC("license") = "GPL";
