// Blocks of files, kept per process; the header of maps is beside a folder deeper.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "include/top.h"

const volatile pid_t target_pid = 0;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, TOP_ENTRIES);
	__type(key, struct top_key);
	__type(value, struct top_value);
} stats SEC(".maps");

static __noinline void name_of(struct file *file, char *name, size_t size)
{
	struct qstr dname = BPF_CORE_READ(file, f_path.dentry, d_name);

	bpf_probe_read_kernel(name, size < sizeof(((struct top_value *)0)->name) ? size : 0, dname.name);
}

static int count(struct file *file, size_t bytes, bool write)
{
	static const struct top_value zero = {};
	struct top_key key = {.pid = bpf_get_current_pid_tgid() >> 32};
	struct top_value *value;
	umode_t mode = BPF_CORE_READ(file, f_inode, i_mode);

	if (target_pid && target_pid != key.pid)
		return 0;
	key.inode = BPF_CORE_READ(file, f_inode, i_ino);
	key.dev = BPF_CORE_READ(file, f_inode, i_sb, s_dev);
	value = bpf_map_lookup_elem(&stats, &key);
	if (!value) {
		bpf_map_update_elem(&stats, &key, &zero, BPF_ANY);
		value = bpf_map_lookup_elem(&stats, &key);
		if (!value)
			return 0;
		name_of(file, value->name, sizeof(value->name) - 1);
		value->type = (mode & 00170000) == 0100000 ? 'R' : 'O';
	}
	*(write ? &value->writes : &value->reads) += bytes;
	return 0;
}

SEC("kprobe/vfs_read")
int BPF_KPROBE(ig_read, struct file *file, char *buf, size_t n) { return count(file, n, false); }
SEC("kprobe/vfs_write")
int BPF_KPROBE(ig_write, struct file *file, const char *buf, size_t n) { return count(file, n, true); }

char LICENSE[] SEC("license") = "GPL";
