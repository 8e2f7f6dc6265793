/* What the BPF program tells user space about each file opened. */
#ifndef LSM_H
#define LSM_H

#define TASK_COMM_LEN 16
#define PATH_LEN 256

struct event {
	int pid;
	unsigned uid;
	bool for_writing;
	char comm[TASK_COMM_LEN];
	char path[PATH_LEN];
};

#endif
