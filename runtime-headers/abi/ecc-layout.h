/* SPDX-License-Identifier: MIT-0 */
/* What generated headers need of the compiler: asserts that are C11 and C++17. */
#ifndef ECC_LAYOUT_H
#define ECC_LAYOUT_H

#include <stddef.h>

#ifndef ECC_STATIC_ASSERT
#ifdef __cplusplus
#define ECC_STATIC_ASSERT(condition, message) static_assert(condition, message)
#else
#define ECC_STATIC_ASSERT(condition, message) _Static_assert(condition, message)
#endif
/* Sizes, alignments and offsets in bytes. */
#define ECC_ASSERT_SIZE(type, size, alignment) \
	ECC_STATIC_ASSERT(sizeof(type) == (size), "size of " #type); \
	ECC_STATIC_ASSERT(__alignof__(type) == (alignment), "alignment of " #type)
#define ECC_ASSERT_OFFSET(type, member, offset) \
	ECC_STATIC_ASSERT(offsetof(type, member) == (offset), "offset of " #member " in " #type)
#define ECC_ASSERT_MEMBER_SIZE(type, member, size) \
	ECC_STATIC_ASSERT(sizeof(((type *)0)->member) == (size), "size of " #member " in " #type)
#define ECC_ASSERT_VALUE(enumerator, value) \
	ECC_STATIC_ASSERT((enumerator) == (value), "value of " #enumerator)
#endif

#endif /* ECC_LAYOUT_H */
