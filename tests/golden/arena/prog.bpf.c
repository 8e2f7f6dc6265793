// The variables of an arena are data of its map.
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
struct {
	__uint(type, 33);
	__uint(map_flags, 1024);
	__uint(max_entries, 16);
} heap SEC(".maps");
int counter SEC(".addr_space.1") = 5;
struct node { struct node *next; long value; } root SEC(".addr_space.1");
SEC("syscall") int walk(void *ctx) { return 0; }
char LICENSE[] SEC("license") = "GPL";
