/* SPDX-License-Identifier: MIT-0 */
/* User ring buffers: records to the kernel.  Only with our host. */
#ifndef LIBBPF_WASM_USER_RING_H
#define LIBBPF_WASM_USER_RING_H

#include "libbpf-wasm-program.h"

struct user_ring_buffer_opts {
	size_t sz;
};

struct bpf_wasm_user_record {
	uint32_t size;
	uint32_t reserved;
};

struct user_ring_buffer {
	int fd;
};

static inline struct user_ring_buffer *user_ring_buffer__new(int map_fd,
							     const struct user_ring_buffer_opts *opts)
{
	struct user_ring_buffer *rb;

	(void)opts;
	if (map_fd < 0 || !bpf_wasm__has_host())
		return (struct user_ring_buffer *)bpf_wasm__fail_null(map_fd < 0 ? EINVAL : EOPNOTSUPP);
	rb = (struct user_ring_buffer *)malloc(sizeof(*rb));
	if (!rb)
		return (struct user_ring_buffer *)bpf_wasm__fail_null(ENOMEM);
	rb->fd = map_fd;
	return rb;
}

/* Room for a record, in the guest's memory until it is submitted. */
static inline void *user_ring_buffer__reserve(struct user_ring_buffer *rb, uint32_t size)
{
	struct bpf_wasm_user_record *record;

	(void)rb;
	if (size > INT32_MAX - sizeof(*record))
		return bpf_wasm__fail_null(E2BIG);
	record = (struct bpf_wasm_user_record *)malloc(sizeof(*record) + size);
	if (!record)
		return bpf_wasm__fail_null(ENOMEM);
	record->size = size;
	return record + 1;
}

static inline void user_ring_buffer__discard(struct user_ring_buffer *rb, void *sample)
{
	(void)rb;
	free((struct bpf_wasm_user_record *)sample - 1);
}

/* As libbpf's it returns nothing; errno tells of a buffer without room. */
static inline void user_ring_buffer__submit(struct user_ring_buffer *rb, void *sample)
{
	struct bpf_wasm_user_record *record = (struct bpf_wasm_user_record *)sample - 1;

	bpf_wasm__command(rb->fd, ECC_BUFFER_SUBMIT, sample, NULL, record->size);
	free(record);
}

static inline void user_ring_buffer__free(struct user_ring_buffer *rb)
{
	free(rb);
}

#endif /* LIBBPF_WASM_USER_RING_H */
