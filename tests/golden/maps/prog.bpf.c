#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, type_) __typeof__(type_) *name
struct key {
	char a;
	int b;
};
struct value {
	long sum;
	struct key last;
};
struct event {
	char a;
	long b;
};
struct {
	__uint(type, 1);
	__uint(max_entries, 16);
	__type(key, struct key);
	__type(value, struct value);
} counts SEC(".maps");
struct {
	__uint(type, 27);
	__uint(max_entries, 4096);
	__type(value, struct event);
} events SEC(".maps");
struct {
	__uint(type, 2);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 8);
} plain SEC(".maps");
struct {
	__uint(type, 1);
	__uint(max_entries, 16);
	__type(key, int);
	__type(value, struct { int a; long b; });
} nameless SEC(".maps");
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int first(void *ctx) { return 0; }
SEC("?tp/sched/sched_process_exec") int second(void *ctx) { return 0; }
