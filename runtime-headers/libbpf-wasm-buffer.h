/* SPDX-License-Identifier: MIT-0 */
/* Event buffers: ring buffers and perf event arrays. */
#ifndef LIBBPF_WASM_BUFFER_H
#define LIBBPF_WASM_BUFFER_H

#include <stdlib.h>
#include "libbpf-wasm-map.h"

/*
 * Known hosts keep one buffer per object, the first that is polled: a second one of the same
 * object is never read there.
 */

/* Returns 0, or a negative value to end the poll, which then returns it. */
typedef int (*bpf_buffer_sample_fn)(void *ctx, void *data, size_t size);

enum { BPF_BUFFER_MAX_SAMPLE = 65536 }; /* bytes; a longer event is cut */

struct bpf_buffer {
	struct bpf_map *events;
	bpf_buffer_sample_fn sample_fn;
	void *ctx;
	int count; /* events of the current poll */
	int err;   /* what the callback returned when it ended the poll */
	char *data;
};

/* What the host calls, by its place in the table. */
static inline int bpf_wasm__on_sample(void *ctx, void *data, int size)
{
	struct bpf_buffer *buffer = (struct bpf_buffer *)ctx;
	int ret;

	/* Some hosts tell the event's size, not that of what they copied. */
	if (size < 0)
		return 0;
	if (size > BPF_BUFFER_MAX_SAMPLE)
		size = BPF_BUFFER_MAX_SAMPLE;
	/* A host that does not heed a callback's result goes on calling. */
	if (buffer->err)
		return buffer->err;
	buffer->count++;
	ret = buffer->sample_fn(buffer->ctx, data, (size_t)size);
	if (ret < 0)
		buffer->err = ret;
	return ret < 0 ? ret : 0;
}

static inline struct bpf_buffer *bpf_buffer__open(struct bpf_map *events, bpf_buffer_sample_fn sample_cb,
						  void *ctx)
{
	struct bpf_buffer *buffer;

	if (!events || !sample_cb || bpf_map__fd(events) < 0) {
		errno = EINVAL;
		return NULL;
	}
	buffer = (struct bpf_buffer *)calloc(1, sizeof(*buffer));
	if (buffer)
		buffer->data = (char *)malloc(BPF_BUFFER_MAX_SAMPLE);
	if (!buffer || !buffer->data) {
		free(buffer);
		errno = ENOMEM;
		return NULL;
	}
	buffer->events = events;
	buffer->sample_fn = sample_cb;
	buffer->ctx = ctx;
	return buffer;
}

/* Waits up to timeout_ms; returns how many events the callback was given. */
static inline int bpf_buffer__poll(struct bpf_buffer *buffer, int timeout_ms)
{
	int ret;

	buffer->count = 0;
	buffer->err = 0;
	ret = wasm_bpf_buffer_poll(buffer->events->obj->handle, bpf_map__fd(buffer->events),
				   (int)(uintptr_t)bpf_wasm__on_sample, (int)(uintptr_t)buffer,
				   buffer->data, BPF_BUFFER_MAX_SAMPLE, timeout_ms);
	if (buffer->err)
		return buffer->err;
	/* Hosts differ in what they return; the count is ours. */
	return ret < 0 ? bpf_wasm__result(ret) : buffer->count;
}

static inline void bpf_buffer__free(struct bpf_buffer *buffer)
{
	if (!buffer)
		return;
	free(buffer->data);
	free(buffer);
}

#endif /* LIBBPF_WASM_BUFFER_H */
