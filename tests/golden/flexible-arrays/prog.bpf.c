// Flexible and zero-length arrays at the end, in the middle, in a union, in an array's element.
#define SEC(name) __attribute__((section(name), used))
struct flex {
	int n;
	union {
		long l;
		char data[0];
		struct {
			int x;
			short none[0];
		} in;
	};
	struct {
		char c;
		int z[0];
	} mid[2];
	int last[];
} f SEC(".data");
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int prog(void *ctx) { return 0; }
