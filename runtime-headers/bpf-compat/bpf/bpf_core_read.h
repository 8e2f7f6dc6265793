/* What newer versions of libbpf have in <bpf/bpf_core_read.h>; see bpf_helpers.h beside this. */
#ifndef ECC_COMPAT_BPF_CORE_READ_H
#define ECC_COMPAT_BPF_CORE_READ_H

#include_next <bpf/bpf_core_read.h>

/* 1.4 */

/* A pointer whose members the verifier lets one read directly, as those of the kernel's type. */
#ifndef bpf_core_cast
extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id)
	__attribute__((section(".ksyms"), weak));
#define bpf_core_cast(pointer, type)                                                           \
	((typeof(type) *)bpf_rdonly_cast((pointer), bpf_core_type_id_kernel(type)))
#endif

/* Sets a bit-field where the running kernel has it: load what it shares its bytes with, store. */
#ifndef BPF_CORE_WRITE_BITFIELD
#define BPF_CORE_WRITE_BITFIELD(record, field, value)                                          \
	({                                                                                     \
		void *__ecc_at = (void *)(record) + __CORE_RELO(record, field, BYTE_OFFSET);   \
		unsigned int __ecc_size = __CORE_RELO(record, field, BYTE_SIZE);               \
		unsigned int __ecc_left = __CORE_RELO(record, field, LSHIFT_U64);              \
		unsigned int __ecc_right = __CORE_RELO(record, field, RSHIFT_U64);             \
		unsigned long long __ecc_mask = (~0ULL << __ecc_right) >> __ecc_left;          \
		unsigned long long __ecc_bits = (value), __ecc_word = 0;                       \
                                                                                               \
		asm volatile("" : "+r"(__ecc_at)); /* one relocation for all loads */          \
		switch (__ecc_size) {                                                          \
		case 1: __ecc_word = *(unsigned char *)__ecc_at; break;                        \
		case 2: __ecc_word = *(unsigned short *)__ecc_at; break;                       \
		case 4: __ecc_word = *(unsigned int *)__ecc_at; break;                         \
		case 8: __ecc_word = *(unsigned long long *)__ecc_at; break;                   \
		}                                                                              \
		__ecc_word = (__ecc_word & ~__ecc_mask) |                                      \
			     ((__ecc_bits << (__ecc_right - __ecc_left)) & __ecc_mask);        \
		switch (__ecc_size) {                                                          \
		case 1: *(unsigned char *)__ecc_at = __ecc_word; break;                        \
		case 2: *(unsigned short *)__ecc_at = __ecc_word; break;                       \
		case 4: *(unsigned int *)__ecc_at = __ecc_word; break;                         \
		case 8: *(unsigned long long *)__ecc_at = __ecc_word; break;                   \
		}                                                                              \
	})
#endif

#endif
