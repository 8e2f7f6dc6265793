/* SPDX-License-Identifier: MIT-0 */
/* Errors: Linux numbers them otherwise than WASI, and hosts return Linux's. */
#ifndef LIBBPF_WASM_ERRNO_H
#define LIBBPF_WASM_ERRNO_H

#include <errno.h>
#include <stdint.h>
#include <string.h>

static inline int bpf_wasm__errno(int linux_errno)
{
	static const struct {
		unsigned short linux_value;
		unsigned short guest_value;
	} table[] = {
		{1, EPERM},	{2, ENOENT},   {3, ESRCH},   {4, EINTR},   {5, EIO},	 {6, ENXIO},
		{7, E2BIG},	{9, EBADF},    {11, EAGAIN}, {12, ENOMEM}, {13, EACCES}, {14, EFAULT},
		{16, EBUSY},	{17, EEXIST},  {18, EXDEV},  {19, ENODEV}, {20, ENOTDIR}, {22, EINVAL},
		{24, EMFILE},	{28, ENOSPC},  {34, ERANGE}, {38, ENOSYS}, {95, EOPNOTSUPP},
		{27, EFBIG},	{36, ENAMETOOLONG}, {40, ELOOP}, {110, ETIMEDOUT}, {114, EALREADY},
		{125, ECANCELED}, {524, EOPNOTSUPP},
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].linux_value == linux_errno)
			return table[i].guest_value;
	}
	return EIO;
}

/*
 * A host's result as ours: what is negative becomes a negative errno of the guest.  As with libbpf
 * 1.x, errno has it too.
 */
static inline int bpf_wasm__result(int host_result)
{
	if (host_result >= 0)
		return host_result;
	errno = bpf_wasm__errno(-host_result);
	return -errno;
}

/* An error of ours, said in both ways. */
static inline int bpf_wasm__fail(int err)
{
	errno = err;
	return -err;
}

static inline void *bpf_wasm__fail_null(int err)
{
	errno = err;
	return NULL;
}

static inline long libbpf_get_error(const void *ptr)
{
	return ptr ? 0 : -errno;
}

static inline int libbpf_strerror(int err, char *buf, size_t size)
{
	const char *text = strerror(err < 0 ? -err : err);
	size_t length = strlen(text);

	if (!buf || !size)
		return bpf_wasm__fail(EINVAL);
	if (length >= size)
		length = size - 1;
	memcpy(buf, text, length);
	buf[length] = '\0';
	return 0;
}

#endif /* LIBBPF_WASM_ERRNO_H */
