/* What the BPF program tells user space about each file opened. */
#ifndef OPENSNOOP_H
#define OPENSNOOP_H

#define TASK_COMM_LEN 16
#define PATH_LEN 256

struct event {
	int pid;
	/* The descriptor, or the negative error. */
	int ret;
	char comm[TASK_COMM_LEN];
	char path[PATH_LEN];
};

#endif
