// What functions return, changed; and programs that run once at a system call of their own.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct args { int map_fd; u64 ctx; struct bpf_prog_info info; };
__u64 calls;

SEC("fmod_ret/bpf_modify_return_test")
int BPF_PROG(modified, int a, int *b, int ret)
{
	calls += (a == 1 && *b == 2);
	return ret ? ret : 20;
}
SEC("syscall")
int once(struct args *ctx)
{
	union bpf_attr attr = {};

	attr.map_type = BPF_MAP_TYPE_HASH;
	attr.key_size = attr.value_size = 4;
	attr.max_entries = sizeof(ctx->info) / 4;
	ctx->map_fd = bpf_sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
	return ctx->map_fd < 0;
}
SEC("raw_tp.w/bpf_testmod_test_writable_bare")
int writable(struct bpf_raw_tracepoint_args *ctx) { return ctx->args[0] != 0; }

char _license[] SEC("license") = "GPL";
