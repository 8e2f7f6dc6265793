// Own shapes of kernel types, beside the real ones, and types that this kernel does not have.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

struct request___flavor { struct gendisk *rq_disk; } __attribute__((preserve_access_index));
struct bdi_writeback___flavor { struct { u64 id; } *memcg_css; } __attribute__((preserve_access_index));
struct kernfs_iattrs___gone { void *ia_iattr; } __attribute__((preserve_access_index));
struct not_in_any_kernel { int a : 3; struct not_in_any_kernel *next; } __attribute__((preserve_access_index));
struct audit_task_info;

u64 found;

static bool has_audit(struct audit_task_info *info) { return info != NULL; }

SEC("kprobe/blk_mq_start_request")
int BPF_KPROBE(started, struct request *rq)
{
	struct request___flavor *r = (void *)rq;
	struct gendisk *disk = 0;

	if (bpf_core_field_exists(r->rq_disk))
		disk = BPF_CORE_READ(r, rq_disk);
	else
		disk = BPF_CORE_READ(rq, q, disk);
	if (bpf_core_type_exists(struct not_in_any_kernel))
		found += BPF_CORE_READ((struct not_in_any_kernel *)(void *)rq, next, next) != 0;
	found += has_audit(0) + bpf_core_field_size(((struct bdi_writeback___flavor *)0)->memcg_css);
	return disk != 0;
}
char _license[] SEC("license") = "GPL";
