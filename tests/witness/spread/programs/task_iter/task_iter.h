#ifndef __TASK_ITER_H
#define __TASK_ITER_H
#define MAX_STACK_LEN 10
struct task_info {
	pid_t pid;
	pid_t tid;
	__u32 state;
	char comm[16];
	int kstack_len;
	__u64 kstack[MAX_STACK_LEN];
};
#endif
