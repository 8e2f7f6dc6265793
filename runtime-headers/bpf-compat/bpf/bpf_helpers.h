/*
 * What newer versions of libbpf have in <bpf/bpf_helpers.h>, for programs that are compiled with an
 * older one, from 1.0 on. ecc searches this directory last, and only for a program that does not
 * compile without it. What libbpf has itself stays as it is.
 */
#ifndef ECC_COMPAT_BPF_HELPERS_H
#define ECC_COMPAT_BPF_HELPERS_H

#include_next <bpf/bpf_helpers.h>

/* 1.2 */

#ifndef __kptr_untrusted
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))
#endif

/* True when the kernel has a function or variable that is declared __ksym __weak. */
#ifndef bpf_ksym_exists
#define bpf_ksym_exists(symbol)                                                                \
	({                                                                                     \
		_Static_assert(!__builtin_constant_p(!!symbol), #symbol " must be __weak");    \
		!!symbol;                                                                      \
	})
#endif

#if !defined(bpf_for_each) || !defined(bpf_for) || !defined(bpf_repeat)
struct bpf_iter_num;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
#endif

/*
 * An iterator lives as long as its loop: made once with the second variable, and destroyed however
 * the loop is left. The mention of the destructor, for nothing, brings it into BTF, where clang
 * does not put what only an attribute names.
 */
#define __ECC_ITERATOR(kind, ...)                                                              \
	struct bpf_iter_##kind __ecc_it                                                        \
		__attribute__((aligned(8), cleanup(bpf_iter_##kind##_destroy))),               \
		*__ecc_once __attribute__((unused)) =                                          \
			(bpf_iter_##kind##_new(&__ecc_it, ##__VA_ARGS__),                      \
			 (void)bpf_iter_##kind##_destroy, (void *)0)

/* for each item of an open-coded iterator: bpf_for_each(task, task, 0, BPF_TASK_ITER_ALL_PROCS) */
#ifndef bpf_for_each
#define bpf_for_each(kind, item, args...)                                                      \
	for (__ECC_ITERATOR(kind, ##args); (((item) = bpf_iter_##kind##_next(&__ecc_it)));)
#endif

/* i from start to end - 1; the comparison tells the verifier so. */
#ifndef bpf_for
#define bpf_for(i, start, end)                                                                 \
	for (__ECC_ITERATOR(num, (start), (end)); ({                                           \
		     int *__ecc_i = bpf_iter_num_next(&__ecc_it);                              \
		     (__ecc_i && ((i) = *__ecc_i, (i) >= (start) && (i) < (end)));             \
	     });)
#endif

/* n times. */
#ifndef bpf_repeat
#define bpf_repeat(n) for (__ECC_ITERATOR(num, 0, (n)); bpf_iter_num_next(&__ecc_it);)
#endif

/* 1.3 */

#ifndef __percpu_kptr
#define __percpu_kptr __attribute__((btf_type_tag("percpu_kptr")))
#endif

/* 1.4: what the verifier may believe of a global function's arguments. */

#ifndef __arg_ctx
#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))
#endif
#ifndef __arg_nonnull
#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))
#endif
#ifndef __arg_nullable
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))
#endif
#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#endif
#ifndef __arg_arena
#define __arg_arena __attribute__((btf_decl_tag("arg:arena")))
#endif

/* A number of 64 bits in a map's definition: an enumerator, whose name is unique in the file. */
#ifndef __ulong
#define __ECC_PASTE_(a, b) a##b
#define __ECC_PASTE(a, b) __ECC_PASTE_(a, b)
#define __ulong(name, val) enum { __ECC_PASTE(__unique_value, __COUNTER__) = val } name
#endif

/* 1.5 */

#ifndef __uptr
#define __uptr __attribute__((btf_type_tag("uptr")))
#endif

/* 1.6 */

#ifndef likely
#define likely(x) (__builtin_expect(!!(x), 1))
#endif
#ifndef unlikely
#define unlikely(x) (__builtin_expect(!!(x), 0))
#endif

/* 1.7 */

#ifndef __arg_untrusted
#define __arg_untrusted __attribute__((btf_decl_tag("arg:untrusted")))
#endif

#endif
