// Instructions by hand, naked functions and the kernel's types as operands.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("socket")
__attribute__((naked)) int by_hand(void)
{
	asm volatile("r2 = *(u32 *)(r1 + %[len]);"
		     "if r2 > 64 goto l0_%=;"
		     "r0 = 0;"
		     "exit;"
		     "l0_%=: r0 = r2;"
		     "exit;"
		     :: [len] "i"(offsetof(struct __sk_buff, len)));
}

SEC("tc")
int mixed(struct __sk_buff *skb)
{
	u64 x = skb->len, y = sizeof(struct bpf_sock);

	asm volatile("%[x] *= %[y]\n%[x] >>= 3" : [x] "+r"(x) : [y] "r"(y));
	barrier_var(x);
	return x & 0xff;
}
char _license[] SEC("license") = "GPL";
