/* SPDX-License-Identifier: MIT-0 */
/* The objects of libbpf as a guest has them, and errors. */
#ifndef LIBBPF_WASM_TYPES_H
#define LIBBPF_WASM_TYPES_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_object {
	uint64_t handle; /* the host's; 0 before load */
	const char *name;
};

struct bpf_map {
	struct bpf_object *obj;
	const char *name;
	const char *section; /* of an internal map: ".rodata"; else NULL */
	uint32_t type;       /* enum bpf_map_type */
	uint32_t key_size;   /* bytes */
	uint32_t value_size; /* bytes */
	uint32_t max_entries;
	int fd; /* negative until asked for */
};

struct bpf_program {
	struct bpf_object *obj;
	const char *name;
	const char *section;
	char *attach_target; /* NULL: what the section says */
	bool autoattach;
};

struct bpf_link {
	struct bpf_program *prog;
};

/* Linux numbers errors otherwise than WASI.  Hosts return Linux's. */
static inline int bpf_wasm__errno(int linux_errno)
{
	static const struct {
		unsigned char linux_value;
		unsigned char guest_value;
	} table[] = {
		{1, EPERM},	{2, ENOENT},   {4, EINTR},   {5, EIO},	   {7, E2BIG},
		{9, EBADF},	{11, EAGAIN},  {12, ENOMEM}, {13, EACCES}, {14, EFAULT},
		{16, EBUSY},	{17, EEXIST},  {19, ENODEV}, {22, EINVAL}, {24, EMFILE},
		{28, ENOSPC},	{34, ERANGE},  {38, ENOSYS}, {95, EOPNOTSUPP},
		{110, ETIMEDOUT}, {125, ECANCELED},
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].linux_value == linux_errno)
			return table[i].guest_value;
	}
	return EIO;
}

/* A host's result as ours: what is negative becomes a negative errno of the guest. */
static inline int bpf_wasm__result(int host_result)
{
	return host_result < 0 ? -bpf_wasm__errno(-host_result) : host_result;
}

#endif /* LIBBPF_WASM_TYPES_H */
