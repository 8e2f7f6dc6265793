// Static tracepoints of user space.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

pid_t my_pid;

SEC("usdt/libc.so.6:libc:setjmp")
int BPF_USDT(usdt_auto_attach, void *arg1, int arg2, void *arg3)
{
	pid_t pid = bpf_get_current_pid_tgid() >> 32;

	if (pid != my_pid)
		return 0;
	bpf_printk("USDT auto attach to libc:setjmp: arg1 = %lx, arg2 = %d, arg3 = %lx", arg1, arg2, arg3);
	return 0;
}

SEC("usdt")
int usdt_manual_attach(struct pt_regs *ctx)
{
	long arg = 0;

	if (bpf_usdt_arg_cnt(ctx) > 1 && !bpf_usdt_arg(ctx, 1, &arg))
		bpf_printk("cookie %llx, second %ld", bpf_usdt_cookie(ctx), arg);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
