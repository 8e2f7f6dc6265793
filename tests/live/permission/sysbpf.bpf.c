// SPDX-License-Identifier: GPL-2.0 OR MIT
// Asks the kernel itself to attach XDP, past whoever loaded it: the first descriptors that the
// loader may have are tried for the program's own.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("syscall")
int escape(void *ctx)
{
	union bpf_attr attr = {};

	for (int fd = 3; fd < 32; fd++) {
		attr.link_create.prog_fd = fd;
		attr.link_create.target_ifindex = 1;
		attr.link_create.attach_type = BPF_XDP;
		if (bpf_sys_bpf(BPF_LINK_CREATE, &attr, sizeof(attr)) > 0)
			return 1;
	}
	return 0;
}
