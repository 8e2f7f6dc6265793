// 32-bit registers and atomic operations that return.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

u64 counters[4];
u32 flags;

SEC("raw_tp/sys_enter")
int atomics(struct bpf_raw_tracepoint_args *ctx)
{
	u64 before = __sync_fetch_and_add(&counters[0], 2);

	before += __sync_fetch_and_or(&counters[1], 4) + __sync_val_compare_and_swap(&counters[2], 0, 1);
	before += __sync_lock_test_and_set(&counters[3], before);
	return before + __sync_fetch_and_xor(&flags, 1) < (u32)ctx->args[1];
}
char _license[] SEC("license") = "GPL";
