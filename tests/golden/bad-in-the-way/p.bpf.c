#define SEC(name) __attribute__((section(name), used))
struct event { int pid; };
struct { int (*type)[27]; int (*max_entries)[4096]; struct event *value; } rb SEC(".maps");
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int f(void *ctx) { return 0; }
