/* A tree's own vmlinux.h wins over what ecc makes; here no more than this scheduler wants. */
#ifndef __VMLINUX_H__
#define __VMLINUX_H__
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __s32 s32;
typedef __u32 u32;
typedef __s64 s64;
typedef __u64 u64;
typedef _Bool bool;
typedef __u16 __be16;
typedef __u32 __be32, __wsum;
enum { false, true };
enum bpf_map_type { BPF_MAP_TYPE_PERCPU_ARRAY = 6 };
enum scx_public_consts { SCX_SLICE_DFL = 20000000 };
enum scx_dsq_id_flags { SCX_DSQ_FLAG_BUILTIN = 1ULL << 63, SCX_DSQ_LOCAL = SCX_DSQ_FLAG_BUILTIN | 2 };
enum scx_exit_kind { SCX_EXIT_NONE, SCX_EXIT_DONE, SCX_EXIT_UNREG = 64 };
struct sched_ext_entity {
	u64 slice;
	u64 dsq_vtime;
	u32 weight;
};
struct task_struct {
	int pid;
	struct sched_ext_entity scx;
};
struct scx_exit_info {
	enum scx_exit_kind kind;
	s64 exit_code;
	const char *reason;
	char *msg;
};
struct sched_ext_ops {
	s32 (*select_cpu)(struct task_struct *p, s32 prev_cpu, u64 wake_flags);
	void (*enqueue)(struct task_struct *p, u64 enq_flags);
	void (*stopping)(struct task_struct *p, bool runnable);
	s32 (*init)(void);
	void (*exit)(struct scx_exit_info *info);
	char name[128];
};
#pragma clang attribute pop
#endif
