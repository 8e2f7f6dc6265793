/* SPDX-License-Identifier: MIT-0 */
/*
 * A memory allocator for guests that allocate little, a tenth of the size of the C library's: blocks
 * are powers of two, and a freed one waits for the next request of its size.  Linked in place of
 * the other by `ecc --wasm` for C.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	HEADER = 16, /* bytes before a block; keeps what follows aligned */
	PAGE = 65536,
	SMALLEST = 5, /* 32 bytes, the header included */
	LARGEST = 31,
};

struct block {
	uint32_t bin; /* its size is 1 << bin */
	struct block *next;
};

extern unsigned char __heap_base;
static struct block *bins[LARGEST + 1];
static uintptr_t fresh; /* where nothing was allocated yet */

static struct block *take_fresh(uint32_t bin)
{
	uintptr_t size = (uintptr_t)1 << bin;
	uintptr_t end = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE;
	struct block *block;

	if (!fresh)
		fresh = ((uintptr_t)&__heap_base + HEADER - 1) / HEADER * HEADER;
	/* `end` is 0 when the memory is as large as it can be, 4 GiB. */
	if (size > end - fresh &&
	    __builtin_wasm_memory_grow(0, (size - (end - fresh) + PAGE - 1) / PAGE) == SIZE_MAX)
		return NULL;
	block = (struct block *)fresh;
	fresh += size;
	return block;
}

void *malloc(size_t size)
{
	struct block *block;
	uint32_t bin = SMALLEST;

	if (size > ((size_t)1 << LARGEST) - HEADER) {
		errno = ENOMEM;
		return NULL;
	}
	if (size + HEADER > (size_t)1 << SMALLEST)
		bin = 32 - (uint32_t)__builtin_clz((uint32_t)(size + HEADER - 1));
	block = bins[bin];
	if (block)
		bins[bin] = block->next;
	else
		block = take_fresh(bin);
	if (!block) {
		errno = ENOMEM;
		return NULL;
	}
	block->bin = bin;
	return (char *)block + HEADER;
}

void free(void *memory)
{
	struct block *block = (struct block *)((char *)memory - HEADER);

	if (!memory)
		return;
	block->next = bins[block->bin];
	bins[block->bin] = block;
}

void *calloc(size_t count, size_t size)
{
	size_t bytes;
	void *memory;

	if (__builtin_mul_overflow(count, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	memory = malloc(bytes);
	return memory ? memset(memory, 0, bytes) : NULL;
}

void *realloc(void *memory, size_t size)
{
	struct block *block = (struct block *)((char *)memory - HEADER);
	size_t room;
	void *larger;

	if (!memory)
		return malloc(size);
	room = ((size_t)1 << block->bin) - HEADER;
	if (size <= room)
		return memory;
	larger = malloc(size);
	if (!larger)
		return NULL;
	memcpy(larger, memory, room);
	free(memory);
	return larger;
}

/* What parts of the C library call these. */
void *__libc_malloc(size_t size) __attribute__((alias("malloc")));
void *__libc_calloc(size_t count, size_t size) __attribute__((alias("calloc")));
void *__libc_realloc(void *memory, size_t size) __attribute__((alias("realloc")));
void __libc_free(void *memory) __attribute__((alias("free")));

/* Blocks are aligned to 16 bytes and no more. */
void *aligned_alloc(size_t alignment, size_t size)
{
	if (alignment > HEADER) {
		errno = ENOMEM;
		return NULL;
	}
	return malloc(size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	void *result = aligned_alloc(alignment, size);

	if (!result)
		return ENOMEM;
	*memory = result;
	return 0;
}
