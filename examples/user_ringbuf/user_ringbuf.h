/* What user space asks the BPF program, and what it answers. */
#ifndef USER_RINGBUF_H
#define USER_RINGBUF_H

struct question {
	unsigned id;
	/* One of '+', '-', '*' and '/'. */
	char operation;
	unsigned long long a;
	unsigned long long b;
};

struct answer {
	unsigned id;
	/* Nothing that can be computed was asked. */
	bool refused;
	unsigned long long result;
};

#endif
