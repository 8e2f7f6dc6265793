#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
int calls;
__noinline int twice(int value)
{
	++calls;
	return 2 * value;
}
char LICENSE[] SEC("license") = "GPL";
