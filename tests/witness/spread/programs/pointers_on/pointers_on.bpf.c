// Kernel pointers given to own functions, typeof and sizeof of members through pointers,
// function pointers of operations, and types that only a signature names.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

struct seen {
	typeof(((struct super_block *)0)->s_uuid) uuid;
	char id[sizeof(((struct super_block *)0)->s_id)];
	__typeof__(((struct task_struct *)0)->comm[0]) letter;
	kuid_t owner;
	umode_t mode;
};
struct {
	__uint(type, BPF_MAP_TYPE_INODE_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct seen);
} inodes SEC(".maps");

__noinline int mode_of(const struct inode *inode, struct vfsmount *never_read)
{
	return inode ? BPF_CORE_READ(inode, i_mode) : 0;
}
static __noinline void *read_op(struct file *file)
{
	typeof(file->f_op) op = BPF_CORE_READ(file, f_op);

	return BPF_CORE_READ(op, read_iter);
}
static __noinline u64 describe(struct seen *seen, struct dentry *dentry, struct kernfs_node *unused)
{
	typeof(*dentry->d_inode) *inode = BPF_CORE_READ(dentry, d_inode);

	BPF_CORE_READ_INTO(&seen->uuid, inode, i_sb, s_uuid);
	BPF_CORE_READ_STR_INTO(&seen->id, inode, i_sb, s_id);
	BPF_CORE_READ_INTO(&seen->owner, inode, i_uid);
	return sizeof(*inode->i_sb) + sizeof(struct vm_area_struct *) + sizeof(union kernfs_iattrs_gone *);
}

SEC("lsm/inode_permission")
int BPF_PROG(permission, struct inode *inode, int mask)
{
	struct seen *seen = bpf_inode_storage_get(&inodes, inode, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (seen)
		seen->mode = mode_of(inode, 0);
	return 0;
}
SEC("fentry/vfs_open")
int BPF_PROG(opened, const struct path *path, struct file *file)
{
	struct seen seen = {};
	struct mount *mount = container_of(path->mnt, struct mount, mnt);

	return describe(&seen, path->dentry, 0) + (read_op(file) != 0) + BPF_CORE_READ(mount, mnt_id);
}
char _license[] SEC("license") = "GPL";
