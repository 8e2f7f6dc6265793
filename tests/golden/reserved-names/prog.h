struct event {
	int class;
	int new;
	int operator;
	int __pad0;
	char private;
	long this;
	struct {
		int template;
	} namespace;
};
struct timespec {
	long tv_sec;
	long tv_nsec;
};
struct class {
	struct timespec time;
};
