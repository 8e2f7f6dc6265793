// SPDX-License-Identifier: GPL-2.0 OR MIT
// Tells user space of every file opened, from the security hook that could also refuse it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "lsm.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define FMODE_WRITE 2

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

SEC("lsm/file_open")
int BPF_PROG(handle_open, struct file *file)
{
	struct event *e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);

	if (!e)
		return 0;
	// What a guest reads must not be what the ring held before.
	__builtin_memset(e, 0, sizeof(*e));
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->uid = bpf_get_current_uid_gid();
	e->for_writing = file->f_mode & FMODE_WRITE;
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
	// The whole path, whatever the process called it.  Since 6.18 the member is const.
	bpf_d_path((struct path *)&file->f_path, e->path, sizeof(e->path));
	bpf_ringbuf_submit(e, 0);
	// -EPERM instead would refuse it.
	return 0;
}
