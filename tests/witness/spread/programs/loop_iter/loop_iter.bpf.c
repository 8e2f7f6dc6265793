// Loops that the verifier bounds: newer than Debian 12's libbpf.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

int sums[3];

SEC("raw_tp/sys_enter")
int loops(const void *ctx)
{
	int i, *v, rounds = 0;

	bpf_for(i, 0, 100)
		sums[0] += i;
	bpf_for_each(num, v, 5, 10) {
		if (*v == 7)
			continue;
		sums[1] += *v;
	}
	bpf_repeat(4)
		rounds++;
	sums[2] = rounds;
	return 0;
}
char _license[] SEC("license") = "GPL";
