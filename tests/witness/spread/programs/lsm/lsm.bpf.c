// A decision of the kernel: nobody but us may use bpf().
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

#define EPERM 1
const volatile int allowed_uid = 0;

SEC("lsm/bpf")
int BPF_PROG(lsm_bpf, int cmd, union bpf_attr *attr, unsigned int size, int ret)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (ret)
		return ret;
	if (task->cred->uid.val != allowed_uid && cmd == BPF_PROG_LOAD && attr->insn_cnt > 4096)
		return -EPERM;
	return 0;
}

SEC("lsm.s/file_open")
int BPF_PROG(lsm_open, struct file *file)
{
	char path[64];

	return bpf_d_path(&file->f_path, path, sizeof(path)) < 0 ? 0 : file->f_inode->i_mode & 0;
}
