#ifndef __GETHOSTLATENCY_H
#define __GETHOSTLATENCY_H
struct event {
	__u64 time;
	__u32 pid;
	char comm[16];
	char host[80];
};
#endif
