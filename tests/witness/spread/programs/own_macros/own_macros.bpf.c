// Macros that newer versions of libbpf have as well, defined by the program, whatever was there:
// headers of ours that came unasked would turn these into errors.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define likely(x) __builtin_expect((x) != 0, 1)
#define BPF_UPROBE(name, args...) BPF_KPROBE(own_##name, ##args)
#define __arg_ctx
extern void *bpf_rdonly_cast(void *obj, __u32 btf_id) __ksym;

SEC("uprobe")
int BPF_UPROBE(called, long argument)
{
	return likely(argument > 1);
}
__weak int of_context(void *ctx __arg_ctx) { return bpf_rdonly_cast(ctx, 1) != NULL; }
char _license[] SEC("license") = "GPL";
