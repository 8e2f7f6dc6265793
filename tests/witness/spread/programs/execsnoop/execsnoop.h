#ifndef EXECSNOOP_H
#define EXECSNOOP_H
#define ARG_SIZE 128
#define MAX_ARGS 6
struct event {
	pid_t pid;
	pid_t ppid;
	int retval;
	int count;
	unsigned int size;
	char comm[16];
	char args[ARG_SIZE * MAX_ARGS];
};
#endif
