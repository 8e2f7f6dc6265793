// Calls of the file system layer, counted; the same programs for kprobes and fentry by pasting.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

enum counter { S_READ, S_WRITE, S_FSYNC, S_OPEN, S_CREATE, S_MAX };

__u64 stats[S_MAX] = {};

static __always_inline int inc(enum counter key)
{
	__atomic_add_fetch(&stats[key], 1, __ATOMIC_RELAXED);
	return 0;
}

#define COUNTS(name, key)                                                                          \
	SEC("kprobe/vfs_" #name) int BPF_KPROBE(kprobe_vfs_##name) { return inc(S_##key); }        \
	SEC("fentry/vfs_" #name) int BPF_PROG(fentry_vfs_##name) { return inc(S_##key); }

COUNTS(read, READ)
COUNTS(write, WRITE)
COUNTS(fsync, FSYNC)
COUNTS(open, OPEN)
COUNTS(create, CREATE)

char LICENSE[] SEC("license") = "GPL";
