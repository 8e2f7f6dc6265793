/* SPDX-License-Identifier: MIT-0 */
/* What generated headers need of the compiler: an assert that is C11 and C++17. */
#ifndef ECC_LAYOUT_H
#define ECC_LAYOUT_H

#ifndef ECC_STATIC_ASSERT
#ifdef __cplusplus
#define ECC_STATIC_ASSERT(condition, message) static_assert(condition, message)
#else
#define ECC_STATIC_ASSERT(condition, message) _Static_assert(condition, message)
#endif
#endif

#endif /* ECC_LAYOUT_H */
