/* What the BPF program tells user space about each call of getenv. */
#ifndef UPROBE_H
#define UPROBE_H

#define TASK_COMM_LEN 16
#define NAME_LEN 64
#define VALUE_LEN 128

struct event {
	int pid;
	bool found;
	char comm[TASK_COMM_LEN];
	char name[NAME_LEN];
	char value[VALUE_LEN];
};

#endif
