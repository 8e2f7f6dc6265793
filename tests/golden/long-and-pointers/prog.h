struct task;
struct event {
	long a;
	unsigned long b;
	struct task *task;
	void (*callback)(int, void *);
	const char *names[3];
	int (*(*odd)[3])(void);
	unsigned long long c;
	char d;
};
