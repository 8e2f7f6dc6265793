// A second object for the same guest: it shares a type with the first, and has a struct_ops, an
// arena, custom sections and a program that is not loaded by itself.
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, type_) __typeof__(type_) *name
struct config {
	char mode;
	long limit;
};
struct tcp_congestion_ops {
	unsigned int (*ssthresh)(void *sk);
	unsigned int flags;
	char name[16];
};
struct {
	__uint(type, 33);
	__uint(map_flags, 1024);
	__uint(max_entries, 16);
} heap SEC(".maps");
int in_arena SEC(".addr_space.1") = 5;
struct config config SEC(".data.custom") = {3, 4};
int cold SEC(".bss.cold");
SEC("struct_ops/ssthresh") unsigned int ssthresh(void *sk) { return 2; }
SEC(".struct_ops") struct tcp_congestion_ops ops = {.ssthresh = ssthresh, .flags = 1, .name = "first"};
SEC("?socket") int optional(void *ctx) { return cold; }
char LICENSE[] SEC("license") = "GPL";
