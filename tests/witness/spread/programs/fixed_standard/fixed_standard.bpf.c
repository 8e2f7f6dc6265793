// Another standard, other options and an included prelude: nothing of it may be lost.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct pair { int left; _Alignas(16) long right; };
struct pair pairs[PAIRS] = {{.left = LEFT}};
_Static_assert(_Alignof(struct pair) == 16, "aligned");

SEC("raw_tp/sys_enter")
int standard(void *ctx)
{
	unsigned i = bpf_get_prandom_u32() % PAIRS;

	for (unsigned j = 0; j < PAIRS; j++)
		pairs[j].right += _Generic(pairs[i].left, int : 1, default : 2);
	return sizeof(struct pt_regs) == 168;
}
char _license[] SEC("license") = "GPL";
