// Each struct_ops variable is a map, whose value a guest may change before load.
#define SEC(name) __attribute__((section(name), used))
struct tcp_congestion_ops {
	unsigned int (*ssthresh)(void *sk);
	void (*cong_avoid)(void *sk, unsigned int ack, unsigned int acked);
	unsigned int flags;
	char name[16];
};
SEC("struct_ops/ssthresh") unsigned int ssthresh(void *sk) { return 2; }
SEC("struct_ops/cong_avoid") void cong_avoid(void *sk, unsigned int ack, unsigned int acked) {}
SEC(".struct_ops") struct tcp_congestion_ops first = {
	.ssthresh = ssthresh, .cong_avoid = cong_avoid, .flags = 1, .name = "first"};
char LICENSE[] SEC("license") = "GPL";
