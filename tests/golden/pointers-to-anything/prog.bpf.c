// Pointers to what is never defined, to functions, arrays, pointers, to itself; type tags.
#define SEC(name) __attribute__((section(name), used))
struct fwd;
union ufwd;
typedef int (*fn_t)(struct fwd *, union ufwd **, ...);
typedef int vec_t[3];
struct ptrs {
	struct fwd *a;
	union ufwd *b;
	void **c;
	fn_t d;
	fn_t e[2];
	int (*f[2][3])(void);
	int (*g)[4];
	const char *const h[3];
	struct ptrs *self;
	void (*(*returns_function)(int))(long);
	vec_t *vectors;
	int __attribute__((btf_type_tag("user"))) __attribute__((btf_type_tag("rcu"))) *tagged;
} p SEC(".data");
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int prog(void *ctx) { return 0; }
