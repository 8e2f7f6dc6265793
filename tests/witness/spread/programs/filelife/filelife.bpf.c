// Files that do not grow old: created and unlinked.  Some arguments moved between kernels.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "filelife.h"

struct renamedata___old {
	struct user_namespace *old_mnt_userns;
	struct new_mnt_idmap *new_mnt_idmap;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, struct dentry *);
	__type(value, u64);
} born SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} events SEC(".maps");

static __always_inline int create(struct dentry *dentry)
{
	u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&born, &dentry, &now, 0);
	return 0;
}

SEC("kprobe/vfs_create")
int BPF_KPROBE(vfs_create, void *arg0, void *arg1, void *arg2)
{
	if (bpf_core_field_exists(((struct renamedata___old *)0)->old_mnt_userns) ||
	    bpf_core_type_exists(struct mnt_idmap))
		return create(arg2);
	return create(arg1);
}

SEC("kprobe/vfs_unlink")
int BPF_KPROBE(vfs_unlink, void *idmap, struct inode *dir, struct dentry *dentry)
{
	struct event event = {};
	const u8 *name;
	u64 *then = bpf_map_lookup_elem(&born, &dentry);

	if (!then)
		return 0;
	event.delta_ns = bpf_ktime_get_ns() - *then;
	bpf_map_delete_elem(&born, &dentry);
	event.tgid = bpf_get_current_pid_tgid() >> 32;
	event.inode = BPF_CORE_READ(dentry, d_inode, i_ino);
	event.dev = BPF_CORE_READ(dir, i_sb, s_dev);
	name = BPF_CORE_READ(dentry, d_name.name);
	bpf_probe_read_kernel_str(&event.file, sizeof(event.file), name);
	bpf_get_current_comm(&event.task, sizeof(event.task));
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &event, sizeof(event));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
