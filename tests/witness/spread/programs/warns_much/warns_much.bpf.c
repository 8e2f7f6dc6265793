// A program that clang warns of and compiles: warnings stay warnings.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

static int never_used(int x) { return x + 1; }

SEC("kprobe/do_exit")
int BPF_KPROBE(exits, long code)
{
	int unused, shadow = 1;
	u32 *p = (const u32 *)ctx;

	if (code = shadow)
		return p == bpf_get_current_task();
	for (int shadow = 0; shadow < 2u; shadow++)
		;
	return 0;
}
char _license[] SEC("license") = "GPL";
