#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, type_) __typeof__(type_) *name
struct config {
	char mode;
	long limit;
};
struct event {
	int a;
	long b;
};
const volatile int level = 3;
const volatile struct config config = {1, 2};
long counter;
int values[3] = {1, 2, 3};
struct {
	__uint(type, 1);
	__uint(max_entries, 16);
	__type(key, int);
	__type(value, long);
} counts SEC(".maps");
struct {
	__uint(type, 27);
	__uint(max_entries, 4096);
	__type(value, struct event);
} events SEC(".maps");
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int first(void *ctx) { return level + config.limit + values[0] + counter; }
SEC("socket") int second(void *ctx) { return 0; }
SEC("xdp") int third(void *ctx) { return 0; }
