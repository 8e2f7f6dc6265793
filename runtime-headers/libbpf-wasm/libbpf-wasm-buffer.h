/* SPDX-License-Identifier: MIT-0 */
/* Event buffers: ring buffers and perf buffers. */
#ifndef LIBBPF_WASM_BUFFER_H
#define LIBBPF_WASM_BUFFER_H

#include "libbpf-wasm-reader.h"

/* Ring buffers. */

typedef int (*ring_buffer_sample_fn)(void *ctx, void *data, size_t size);

struct ring_buffer_opts {
	size_t sz;
};

struct bpf_wasm_ring {
	ring_buffer_sample_fn sample_cb;
	void *ctx;
};

struct ring_buffer {
	int count;
	struct bpf_wasm_reader readers[64];
	struct bpf_wasm_ring rings[64];
};

static inline int bpf_wasm__on_ring_record(void *receiver, void *data, uint32_t size, uint32_t note)
{
	struct bpf_wasm_ring *ring = (struct bpf_wasm_ring *)receiver;

	(void)note;
	return ring->sample_cb(ring->ctx, data, size);
}

static inline int ring_buffer__add(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb,
				   void *ctx)
{
	struct bpf_wasm_ring *ring = &rb->rings[rb->count];
	int err;

	if (!sample_cb)
		return bpf_wasm__fail(EINVAL);
	if (rb->count == 64)
		return bpf_wasm__fail(E2BIG);
	ring->sample_cb = sample_cb;
	ring->ctx = ctx;
	err = bpf_wasm__open_reader(&rb->readers[rb->count], map_fd, bpf_wasm__on_ring_record, ring);
	if (err)
		free(rb->readers[rb->count].data);
	else
		rb->count++;
	return err;
}

static inline void ring_buffer__free(struct ring_buffer *rb)
{
	int i;

	if (!rb)
		return;
	for (i = 0; i < rb->count; i++)
		free(rb->readers[i].data);
	free(rb);
}

static inline struct ring_buffer *ring_buffer__new(int map_fd, ring_buffer_sample_fn sample_cb,
						   void *ctx, const struct ring_buffer_opts *opts)
{
	struct ring_buffer *rb = (struct ring_buffer *)calloc(1, sizeof(*rb));
	int err;

	(void)opts;
	if (!rb)
		return (struct ring_buffer *)bpf_wasm__fail_null(ENOMEM);
	err = ring_buffer__add(rb, map_fd, sample_cb, ctx);
	if (!err)
		return rb;
	ring_buffer__free(rb);
	return (struct ring_buffer *)bpf_wasm__fail_null(-err);
}

/* Waits up to timeout_ms; the number of records, or the function's negative result. */
static inline int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms)
{
	return bpf_wasm__poll_all(rb->readers, rb->count, timeout_ms);
}

static inline int ring_buffer__consume(struct ring_buffer *rb)
{
	return bpf_wasm__poll_all(rb->readers, rb->count, 0);
}

/* Perf buffers. */

typedef void (*perf_buffer_sample_fn)(void *ctx, int cpu, void *data, uint32_t size);
typedef void (*perf_buffer_lost_fn)(void *ctx, int cpu, unsigned long long count);

struct perf_buffer_opts {
	size_t sz;
};

struct perf_buffer {
	struct bpf_wasm_reader reader;
	perf_buffer_sample_fn sample_cb;
	perf_buffer_lost_fn lost_cb;
	void *ctx;
	uint64_t lost;
};

static inline int bpf_wasm__on_perf_record(void *receiver, void *data, uint32_t size, uint32_t note)
{
	struct perf_buffer *pb = (struct perf_buffer *)receiver;

	pb->sample_cb(pb->ctx, (int)note, data, size);
	return 0;
}

static inline void perf_buffer__free(struct perf_buffer *pb)
{
	if (pb)
		free(pb->reader.data);
	free(pb);
}

/* How many pages a CPU's buffer has is the host's to choose. */
static inline struct perf_buffer *perf_buffer__new(int map_fd, size_t page_cnt,
						   perf_buffer_sample_fn sample_cb,
						   perf_buffer_lost_fn lost_cb, void *ctx,
						   const struct perf_buffer_opts *opts)
{
	struct perf_buffer *pb;
	int err;

	(void)opts;
	if (!sample_cb || !page_cnt || (page_cnt & (page_cnt - 1)))
		return (struct perf_buffer *)bpf_wasm__fail_null(EINVAL);
	pb = (struct perf_buffer *)calloc(1, sizeof(*pb));
	if (!pb)
		return (struct perf_buffer *)bpf_wasm__fail_null(ENOMEM);
	pb->sample_cb = sample_cb;
	pb->lost_cb = lost_cb;
	pb->ctx = ctx;
	err = bpf_wasm__open_reader(&pb->reader, map_fd, bpf_wasm__on_perf_record, pb);
	if (!err)
		return pb;
	perf_buffer__free(pb);
	return (struct perf_buffer *)bpf_wasm__fail_null(-err);
}

/* The kernel counts what it has no room for over all CPUs: the function gets CPU 0. */
static inline int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms)
{
	int ret = bpf_wasm__poll(&pb->reader, timeout_ms);
	uint64_t lost = 0;

	if (pb->lost_cb && bpf_wasm__has_host() &&
	    !bpf_wasm__command(pb->reader.fd, ECC_BUFFER_LOST, NULL, &lost, 0) && lost > pb->lost) {
		pb->lost_cb(pb->ctx, 0, lost - pb->lost);
		pb->lost = lost;
	}
	return ret;
}

static inline int perf_buffer__consume(struct perf_buffer *pb)
{
	return perf_buffer__poll(pb, 0);
}

/* The names that guests of other tools know: one buffer of either kind. */

/*
 * For programs that include "libbpf-wasm.h". libbpf has no such names: what includes <bpf/libbpf.h> first
 * may have functions of its own that are called so.
 */
#ifndef ECC_LIBBPF_NAMES
typedef ring_buffer_sample_fn bpf_buffer_sample_fn;

struct bpf_buffer {
	struct bpf_wasm_reader reader;
	struct bpf_wasm_ring ring;
};

static inline void bpf_buffer__free(struct bpf_buffer *buffer)
{
	if (buffer)
		free(buffer->reader.data);
	free(buffer);
}

static inline struct bpf_buffer *bpf_buffer__open(struct bpf_map *events, bpf_buffer_sample_fn sample_cb,
						  void *ctx)
{
	struct bpf_buffer *buffer;
	int err;

	if (!events || !sample_cb)
		return (struct bpf_buffer *)bpf_wasm__fail_null(EINVAL);
	buffer = (struct bpf_buffer *)calloc(1, sizeof(*buffer));
	if (!buffer)
		return (struct bpf_buffer *)bpf_wasm__fail_null(ENOMEM);
	buffer->ring.sample_cb = sample_cb;
	buffer->ring.ctx = ctx;
	err = bpf_wasm__open_reader(&buffer->reader, bpf_map__fd(events), bpf_wasm__on_ring_record,
				    &buffer->ring);
	if (!err)
		return buffer;
	bpf_buffer__free(buffer);
	return (struct bpf_buffer *)bpf_wasm__fail_null(-err);
}

static inline int bpf_buffer__poll(struct bpf_buffer *buffer, int timeout_ms)
{
	return bpf_wasm__poll(&buffer->reader, timeout_ms);
}
#endif

#endif /* LIBBPF_WASM_BUFFER_H */
