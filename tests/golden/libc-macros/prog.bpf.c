// Members that bear the name of a libc macro, or of a padding.
#define SEC(name) __attribute__((section(name), used))
struct names {
	int errno;
	int stdin;
	int offsetof;
	int __pad0;
	char __pad1;
	long EOF;
	int INT_MAX;
	int st_atime;
	int direct;
	int assert;
	int names;
	struct {
		int NULL_;
		long major;
	};
} n SEC(".data");
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int prog(void *ctx) { return 0; }
