// const, volatile and tags say nothing about the bytes; a typedef may be aligned.
#define SEC(name) __attribute__((section(name), used))
typedef const volatile struct {
	int q;
} cvs_t;
typedef int vec_t[3];
typedef unsigned char __attribute__((aligned(16))) aligned_t;
typedef int __attribute__((aligned(1))) unaligned_t;
struct quals {
	const int a;
	volatile long b;
	const volatile unsigned char c[4];
	cvs_t d;
	const vec_t e;
	vec_t const f[2];
	unaligned_t u;
	aligned_t al;
	char x __attribute__((btf_decl_tag("member")));
} q SEC(".data") = {0};
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int prog(void *ctx) { return 0; }
