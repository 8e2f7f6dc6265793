// No maps, no globals, no event: a skeleton all the same.
#define SEC(name) __attribute__((section(name), used))
static __attribute__((noinline)) int helper(int a) { return a + 1; }
SEC("socket") int only(void *ctx) { return helper(1); }
char LICENSE[] SEC("license") = "GPL";
