/* A record of the size that tracing programs use to have. */
#ifndef EVENTS_H
#define EVENTS_H

struct event {
	unsigned long long time;
	int pid;
	int cpu;
	long value;
	char comm[16];
	char text[24];
};

enum { RECORDS_A_RUN = 4096 };

#endif
