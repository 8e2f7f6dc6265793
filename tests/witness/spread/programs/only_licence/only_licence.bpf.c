// Nothing, under a licence.
#define SEC(name) __attribute__((section(name), used))
char LICENSE[] SEC("license") = "GPL";
