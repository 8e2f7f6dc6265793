// Nothing but static variables, in every section that there is.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

static volatile int counter;
static volatile long filled = 5;
static const volatile char prefix[6] = "prefix";
static volatile struct timespec64 now SEC(".data.custom") = {1, 2};
static const volatile struct { int a; s64 b; } limits SEC(".rodata.custom") = {3, 4};
static int cold[16] SEC(".bss.custom");
static struct list_head *list_heads[2];

SEC("raw_tp/sys_exit")
int count(void *ctx)
{
	counter += filled + prefix[counter & 3];
	now.tv_nsec += limits.b;
	cold[counter & 15]++;
	return list_heads[counter & 1] != NULL;
}
char _license[] SEC("license") = "GPL";
