/* SPDX-License-Identifier: MIT-0 */
/*
 * Event buffers: ring buffers, perf buffers, user ring buffers.
 *
 * With our host records come in batches: it copies a stretch of the buffer to the guest and the
 * guest's functions are called from here.  Other hosts call back for each record; they keep one
 * buffer per object, the first that is polled, so that a second one is never read there.
 */
#ifndef LIBBPF_WASM_BUFFER_H
#define LIBBPF_WASM_BUFFER_H

#include "libbpf-wasm-program.h"

enum {
	BPF_WASM_BATCH = 65536, /* bytes; a longer record is cut */
};

/* What gets each record; `note` is the CPU, where that is known. */
typedef int (*bpf_wasm_record_fn)(void *receiver, void *data, uint32_t size, uint32_t note);

/* One map that is read. */
struct bpf_wasm_reader {
	int fd;
	bpf_wasm_record_fn fn;
	void *receiver;
	char *data;    /* BPF_WASM_BATCH bytes */
	uint32_t from; /* records in `data` that are not delivered yet */
	uint32_t to;
	int count; /* of the current poll */
	int err;   /* what the function returned when it ended the poll */
};

/* What the host calls, by its place in the table. */
static inline int bpf_wasm__on_record(void *ctx, void *data, int size)
{
	struct bpf_wasm_reader *reader = (struct bpf_wasm_reader *)ctx;

	/* A host that does not heed a function's result goes on calling. */
	if (reader->err)
		return reader->err;
	/* Some hosts tell the record's size, not that of what they copied. */
	if (size < 0)
		return 0;
	if (size > BPF_WASM_BATCH)
		size = BPF_WASM_BATCH;
	reader->err = reader->fn(reader->receiver, data, (uint32_t)size, 0);
	if (reader->err >= 0) {
		reader->err = 0;
		reader->count++;
	}
	return reader->err;
}

/* Hands out what lies in the guest's memory; 0, or the function's negative result. */
static inline int bpf_wasm__deliver(struct bpf_wasm_reader *reader)
{
	bpf_wasm_record_fn fn = reader->fn;
	void *receiver = reader->receiver;
	uint32_t at = reader->from, to = reader->to;
	const char *data = reader->data;

	while (at < to) {
		const struct ecc_record *record = (const struct ecc_record *)(data + at);
		uint32_t size = record->size;
		int ret;

		if (size & ECC_RECORD_DISCARDED) {
			at += ((size & ~ECC_RECORD_DISCARDED) + 15) / 8 * 8;
			continue;
		}
		at += (size + 15) / 8 * 8;
		/* One that ends the poll is delivered like the others. */
		reader->from = at;
		ret = fn(receiver, (void *)(uintptr_t)(record + 1), size, record->note);
		if (ret < 0)
			return ret;
		reader->count++;
	}
	reader->from = at;
	return 0;
}

/* Waits up to timeout_ms and delivers all that there is; the number of records. */
static inline int bpf_wasm__poll(struct bpf_wasm_reader *reader, int timeout_ms)
{
	uint64_t handle = bpf_wasm__handle_of(reader->fd);
	int ret;

	reader->count = 0;
	reader->err = 0;
	if (!bpf_wasm__has_host()) {
		ret = wasm_bpf_buffer_poll(handle, reader->fd, (int)(uintptr_t)bpf_wasm__on_record,
					   (int)(uintptr_t)reader, reader->data, BPF_WASM_BATCH,
					   timeout_ms);
		if (reader->err)
			return reader->err;
		/* Hosts differ in what they return; the count is ours. */
		return ret < 0 ? bpf_wasm__result(ret) : reader->count;
	}
	while (true) {
		ret = bpf_wasm__deliver(reader);
		if (ret < 0)
			return ret;
		/* A batch with room left was all; what came since is for the next poll. */
		if (reader->count && reader->to <= BPF_WASM_BATCH / 2)
			return reader->count;
		if (reader->count)
			timeout_ms = 0;
		ret = wasm_bpf_buffer_poll(handle, reader->fd, 0, 0, reader->data, BPF_WASM_BATCH,
					   timeout_ms);
		/* What was delivered counts; that we are interrupted is said the next time. */
		if (ret < 0)
			return reader->count ? reader->count : bpf_wasm__result(ret);
		if (!ret)
			return reader->count;
		reader->from = 0;
		reader->to = (uint32_t)ret;
	}
}

/* Polls several; a host that cannot wait for all of them waits for one after the other. */
static inline int bpf_wasm__poll_all(struct bpf_wasm_reader *readers, int count, int timeout_ms)
{
	int i, ret = 0, sum = 0;

	if (count == 1)
		return bpf_wasm__poll(readers, timeout_ms);
	if (bpf_wasm__has_host()) {
		int fds[64];

		for (i = 0; i < count; i++)
			fds[i] = readers[i].fd;
		ret = bpf_wasm__command(0, ECC_WAIT, fds, NULL,
					(uint64_t)(uint32_t)timeout_ms << 32 | (uint32_t)count);
		if (ret < 0)
			return ret;
		timeout_ms = 0;
	} else if (timeout_ms > 0) {
		timeout_ms = (timeout_ms + count - 1) / count;
	}
	for (i = 0; i < count; i++) {
		ret = bpf_wasm__poll(&readers[i], timeout_ms);
		if (ret < 0)
			return ret;
		sum += ret;
	}
	return sum;
}

static inline int bpf_wasm__open_reader(struct bpf_wasm_reader *reader, int fd,
					bpf_wasm_record_fn fn, void *receiver)
{
	if (fd < 0)
		return bpf_wasm__fail(EINVAL);
	memset(reader, 0, sizeof(*reader));
	reader->fd = fd;
	reader->fn = fn;
	reader->receiver = receiver;
	reader->data = (char *)malloc(BPF_WASM_BATCH);
	return reader->data ? 0 : bpf_wasm__fail(ENOMEM);
}

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
	if (!err)
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
	/* The buffers of the CPUs are there from now on, and not from the first poll. */
	if (!err && bpf_wasm__has_host())
		err = bpf_wasm__command(map_fd, ECC_BUFFER_LOST, NULL, &pb->lost, 0);
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

/* User ring buffers: records to the kernel.  Only with our host. */

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

/* The names that guests of other tools know: one buffer of either kind. */

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

#endif /* LIBBPF_WASM_BUFFER_H */
