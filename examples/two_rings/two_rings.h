/* What the BPF program tells user space: starts in one ring, ends in the other. */
#ifndef TWO_RINGS_H
#define TWO_RINGS_H

#define TASK_COMM_LEN 16
#define MAX_FILENAME_LEN 128

struct start_event {
	int pid;
	int ppid;
	char comm[TASK_COMM_LEN];
	char filename[MAX_FILENAME_LEN];
};

struct exit_event {
	int pid;
	int code;
	/* The signal that ended it, or 0. */
	int signal;
	char comm[TASK_COMM_LEN];
};

#endif
