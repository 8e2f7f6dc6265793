// struct_ops that is attached by a link, known to libbpf since 1.3.
#define SEC(name) __attribute__((section(name), used))
struct tcp_congestion_ops {
	unsigned int (*ssthresh)(void *sk);
	unsigned int flags;
	char name[16];
};
SEC("struct_ops/ssthresh") unsigned int ssthresh(void *sk) { return 2; }
SEC(".struct_ops.link") struct tcp_congestion_ops linked = {.ssthresh = ssthresh, .name = "linked"};
char LICENSE[] SEC("license") = "GPL";
