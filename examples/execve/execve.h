/* What the BPF program tells user space about each call of execve. */
#ifndef EXECVE_H
#define EXECVE_H

#define TASK_COMM_LEN 16
#define FILENAME_LEN 128
#define ARGS_LEN 384
#define ARG_LEN 128
#define MAX_ARGS 20

struct event {
	int pid;
	int ppid;
	unsigned uid;
	unsigned args_count;
	/* Bytes of args in use: each argument ends with a NUL. */
	unsigned args_size;
	bool args_cut;
	char comm[TASK_COMM_LEN];
	char filename[FILENAME_LEN];
	char args[ARGS_LEN];
};

#endif
