// A member of an anonymous record that bears the name of the record around it, which C++ refuses.
#define SEC(name) __attribute__((section(name), used))
struct fifo {
	union {
		int fifo;
		long other;
	};
	struct {
		int fifo;
	} named;
} f SEC(".data");
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int prog(void *ctx) { return 0; }
