// SPDX-License-Identifier: GPL-2.0 OR MIT
// Ways around what is looked at, one by -D.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

long rounds;

#if defined(STRUCT_OPS_MAP)
/* A value of struct_ops that lies where maps are declared. */
struct {
	__uint(type, BPF_MAP_TYPE_STRUCT_OPS);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} ops SEC(".maps");

SEC("struct_ops/one") int one(void *ctx) { return 0; }

#elif defined(LONG_SPECS)
/* Longer than what libbpf writes into it. */
struct long_spec { char bytes[8192]; };
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct long_spec);
} __bpf_usdt_specs SEC(".maps");

SEC("raw_tp/sys_enter") int one(void *ctx)
{
	int key = 0;

	bpf_map_lookup_elem(&__bpf_usdt_specs, &key);
	return 0;
}

#elif defined(PATH)
/* A tracepoint's name is part of a path. */
SEC("tp/../../../../tmp/y") int one(void *ctx) { return 0; }

#elif defined(HANDED)
/* The address of what loops goes to a function that loops over it. */
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

static long inner(u32 i, void *ctx) { rounds++; return 0; }
static long outer(u32 i, void *ctx) { bpf_loop(2, inner, ctx, 0); return 0; }
static __noinline int over(void *what) { return bpf_loop(2, what, 0, 0); }

SEC("syscall") int one(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return over(outer);
}

#elif defined(BITS)
/* The kernel's memory at any address, as an iterator's bits. */
extern int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *address, u32 words) __ksym;
extern int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
extern void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;

SEC("syscall") int one(void *ctx)
{
	struct bpf_iter_bits it;

	bpf_iter_bits_new(&it, (void *)bpf_get_current_task(), 1);
	bpf_iter_bits_destroy(&it);
	return 0;
}
#endif
