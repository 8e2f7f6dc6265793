/* The kernel refuses ring buffers with sizes; what they say of the events is taken. */
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, type_) __typeof__(type_) *name
struct event {
	char a;
	long b;
};
typedef struct {
	int code;
	struct event inner;
} command_t;
struct {
	__uint(type, 27);
	__uint(max_entries, 4096);
	__type(key, int);
	__type(value, struct event);
} events SEC(".maps");
struct {
	__uint(type, 31);
	__uint(max_entries, 4096);
	__type(value, command_t);
} commands SEC(".maps");
struct {
	__uint(type, 27);
	__uint(max_entries, 4096);
	__uint(key_size, 4);
	__uint(value_size, 8);
} numbers SEC(".maps");
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int first(void *ctx) { return 0; }
