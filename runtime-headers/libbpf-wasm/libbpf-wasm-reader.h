/* SPDX-License-Identifier: MIT-0 */
/*
 * How records reach the guest.
 *
 * With our host they come in batches: it copies a stretch of the buffer to the guest and the
 * guest's functions are called from here.  Other hosts call back for each record; they keep one
 * buffer per object, the first that is polled, so that a second one is never read there.
 */
#ifndef LIBBPF_WASM_READER_H
#define LIBBPF_WASM_READER_H

#include "libbpf-wasm-program.h"

enum {
	BPF_WASM_BATCH = 65520, /* bytes; a longer record is cut */
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
		ret = wasm_bpf_buffer_poll(handle, reader->fd, 0, 0, reader->data, BPF_WASM_BATCH,
					   reader->count ? 0 : timeout_ms);
		/* Woken once, also by records that the program has discarded, it waits no more. */
		timeout_ms = 0;
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

		for (i = 0; i < count; i++) {
			fds[i] = readers[i].fd;
			/* What a function has refused to take is still here. */
			if (readers[i].from < readers[i].to)
				timeout_ms = 0;
		}
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
	uint64_t lost;

	if (fd < 0)
		return bpf_wasm__fail(EINVAL);
	memset(reader, 0, sizeof(*reader));
	reader->fd = fd;
	reader->fn = fn;
	reader->receiver = receiver;
	reader->data = (char *)malloc(BPF_WASM_BATCH);
	if (!reader->data)
		return bpf_wasm__fail(ENOMEM);
	/* Asking for its losses opens a buffer, and tells whether the map is one. */
	if (bpf_wasm__has_host())
		return bpf_wasm__command(fd, ECC_BUFFER_LOST, NULL, &lost, 0);
	return 0;
}

#endif /* LIBBPF_WASM_READER_H */
