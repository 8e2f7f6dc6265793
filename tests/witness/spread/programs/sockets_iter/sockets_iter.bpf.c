// Iterators over maps and sockets, callbacks over elements, timers armed from them.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct callback_ctx { int output; struct bpf_iter__bpf_map_elem *from; };
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u64);
} hashmap SEC(".maps");

static __u64 check(struct bpf_map *map, __u32 *key, __u64 *val, struct callback_ctx *data)
{
	data->output += *val + BPF_CORE_READ(map, max_entries);
	return *key == 3;
}
static int loop_body(__u32 index, void *data) { return index > 4; }

SEC("iter/tcp")
int dump_tcp(struct bpf_iter__tcp *ctx)
{
	struct sock_common *sk_common = ctx->sk_common;
	struct callback_ctx data = {};

	if (!sk_common)
		return 0;
	bpf_for_each_map_elem(&hashmap, check, &data, 0);
	bpf_loop(16, loop_body, &data, 0);
	BPF_SEQ_PRINTF(ctx->meta->seq, "%d: %pI4 %d\n", ctx->uid, &sk_common->skc_daddr, data.output);
	return 0;
}
SEC("iter/bpf_map_elem")
int dump_elements(struct bpf_iter__bpf_map_elem *ctx)
{
	return ctx->key && ctx->value && ctx->map->id == 0;
}
SEC("iter/task_vma")
int dump_vmas(struct bpf_iter__task_vma *ctx)
{
	struct vm_area_struct *vma = ctx->vma;

	if (vma && vma->vm_file)
		bpf_seq_printf(ctx->meta->seq, "%llx\n", 5, &vma->vm_start, sizeof(vma->vm_start));
	return 0;
}
char _license[] SEC("license") = "GPL";
