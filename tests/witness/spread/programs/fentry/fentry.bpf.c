// The same without probes: the verifier knows the types.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("fentry/do_unlinkat")
int BPF_PROG(do_unlinkat, int dfd, struct filename *name)
{
	bpf_printk("fentry: pid = %d, filename = %s\n", bpf_get_current_pid_tgid() >> 32, name->name);
	return 0;
}

SEC("fexit/do_unlinkat")
int BPF_PROG(do_unlinkat_exit, int dfd, struct filename *name, long ret)
{
	bpf_printk("fexit: filename = %s, users %d, ret = %ld\n", name->name, name->refcnt.counter, ret);
	return 0;
}
