/* SPDX-License-Identifier: MIT-0 */
/* What libbpf says goes through the host: `ecli -v` shows it.  Here only the names are kept. */
#ifndef LIBBPF_WASM_PRINT_H
#define LIBBPF_WASM_PRINT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

enum libbpf_print_level {
	LIBBPF_WARN,
	LIBBPF_INFO,
	LIBBPF_DEBUG,
};

typedef int (*libbpf_print_fn_t)(enum libbpf_print_level level, const char *format, va_list args);

static inline libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn)
{
	(void)fn;
	return NULL;
}

enum libbpf_strict_mode { LIBBPF_STRICT_ALL = -1, LIBBPF_STRICT_NONE = 0 };

static inline int libbpf_set_strict_mode(enum libbpf_strict_mode mode)
{
	(void)mode;
	return 0;
}

#endif /* LIBBPF_WASM_PRINT_H */
