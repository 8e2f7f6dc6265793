// Values of the kernel's configuration, symbols of its own and virtual ones.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern unsigned long CONFIG_HZ __kconfig;
extern enum libbpf_tristate CONFIG_BPF_SYSCALL __kconfig __weak;
extern bool CONFIG_MISSING __kconfig __weak;
extern char CONFIG_DEFAULT_HOSTNAME[8] __kconfig __weak;
extern const struct rq runqueues __ksym;
extern const int bpf_prog_active __ksym;
extern const void __per_cpu_start __ksym;

u64 out[6];

SEC("raw_tp/sys_enter")
int values(const void *ctx)
{
	struct rq *rq = (struct rq *)bpf_per_cpu_ptr(&runqueues, 0);

	out[0] = LINUX_KERNEL_VERSION;
	out[1] = CONFIG_HZ;
	out[2] = CONFIG_BPF_SYSCALL == TRI_YES;
	out[3] = CONFIG_MISSING + CONFIG_DEFAULT_HOSTNAME[0];
	out[4] = (u64)&__per_cpu_start;
	if (rq)
		out[5] = rq->cpu + *(int *)bpf_this_cpu_ptr(&bpf_prog_active);
	return 0;
}
char _license[] SEC("license") = "GPL";
