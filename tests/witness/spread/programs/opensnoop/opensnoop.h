#pragma once
struct event {
	int pid;
	unsigned int uid;
	int ret;
	int flags;
	char comm[16];
	char name[255];
};
