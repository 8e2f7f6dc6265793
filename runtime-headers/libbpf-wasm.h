/* SPDX-License-Identifier: MIT-0 */
/*
 * libbpf for a wasm32 guest: its names and its habits, over the six functions that every host
 * of the `wasm_bpf` import module has.
 *
 * As with libbpf, functions return 0 or a count, or a negative errno; those that return a
 * pointer return NULL and set errno.  The errno values are the guest's own.
 *
 * Header-only, C11 and C++17.  docs/guest-abi.md tells the imports and the hosts' quirks.
 */
#ifndef LIBBPF_WASM_H
#define LIBBPF_WASM_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ecc-layout.h"
#include "wasm-bpf-imports.h"

/* Flags of map updates. */
enum {
	BPF_ANY = 0,     /* create an element or replace it */
	BPF_NOEXIST = 1, /* only create */
	BPF_EXIST = 2,   /* only replace */
	BPF_F_LOCK = 4,
};

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

/* What a generated skeleton tells of a map.  The sizes are in bytes. */
struct bpf_map_skeleton {
	const char *name;
	struct bpf_map **map;
	const char *section;
	uint32_t type;
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
	void **mmaped;      /* where the skeleton wants the section's variables; or NULL */
	size_t mmaped_size; /* of the struct that holds them; value_size or a little more */
	size_t file_offset; /* of the initial values in the object; 0: they are zero */
};

struct bpf_prog_skeleton {
	const char *name;
	struct bpf_program **prog;
	struct bpf_link **link;
	const char *section;
};

struct bpf_object_skeleton {
	const char *name;
	const void *data; /* the object's bytes */
	size_t data_sz;
	struct bpf_object **obj;
	int map_cnt;
	struct bpf_map_skeleton *maps;
	int prog_cnt;
	struct bpf_prog_skeleton *progs;
};

struct bpf_object_open_opts;

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

/*
 * Maps
 */

static inline const char *bpf_map__name(const struct bpf_map *map)
{
	return map->name;
}

static inline uint32_t bpf_map__type(const struct bpf_map *map)
{
	return map->type;
}

static inline uint32_t bpf_map__key_size(const struct bpf_map *map)
{
	return map->key_size;
}

static inline uint32_t bpf_map__value_size(const struct bpf_map *map)
{
	return map->value_size;
}

static inline uint32_t bpf_map__max_entries(const struct bpf_map *map)
{
	return map->max_entries;
}

/* The host's descriptor; negative before load. */
static inline int bpf_map__fd(const struct bpf_map *map)
{
	/* Asking is not free, and the answer stays: remember it in a map that reads as const. */
	struct bpf_map *cache = (struct bpf_map *)(uintptr_t)map;

	if (cache->fd >= 0 || !cache->obj->handle)
		return cache->fd >= 0 ? cache->fd : -EINVAL;
	/* The name of an internal map depends on how the host opens the object; its section's not. */
	if (cache->section)
		cache->fd = wasm_bpf_map_fd_by_name(cache->obj->handle, cache->section);
	if (cache->fd < 0)
		cache->fd = wasm_bpf_map_fd_by_name(cache->obj->handle, cache->name);
	return cache->fd >= 0 ? cache->fd : -ENOENT;
}

static inline int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, uint64_t flags)
{
	return bpf_wasm__result(wasm_bpf_map_operate(fd, 1, key, value, NULL, flags));
}

static inline int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	return bpf_map_lookup_elem_flags(fd, key, value, 0);
}

static inline int bpf_map_update_elem(int fd, const void *key, const void *value, uint64_t flags)
{
	/* The import takes one type for what it reads and what it writes. */
	return bpf_wasm__result(
		wasm_bpf_map_operate(fd, 2, key, (void *)(uintptr_t)value, NULL, flags));
}

static inline int bpf_map_delete_elem_flags(int fd, const void *key, uint64_t flags)
{
	return bpf_wasm__result(wasm_bpf_map_operate(fd, 3, key, NULL, NULL, flags));
}

static inline int bpf_map_delete_elem(int fd, const void *key)
{
	return bpf_map_delete_elem_flags(fd, key, 0);
}

/* The key after `key`, or with NULL the first; -ENOENT after the last. */
static inline int bpf_map_get_next_key(int fd, const void *key, void *next_key)
{
	/*
	 * To a host address 0 is a place like any other, not "no key".  A key of ones is in no
	 * array and next to never in a hash, and after a key that is not there comes the first.
	 */
	unsigned char no_key[512];

	if (!key) {
		memset(no_key, 0xff, sizeof(no_key));
		key = no_key;
	}
	return bpf_wasm__result(wasm_bpf_map_operate(fd, 4, key, NULL, next_key, 0));
}

/* The forms that know the map check the sizes. */
static inline int bpf_map__lookup_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				       void *value, size_t value_sz, uint64_t flags)
{
	if (key_sz != map->key_size || value_sz != map->value_size)
		return -EINVAL;
	return bpf_map_lookup_elem_flags(bpf_map__fd(map), key, value, flags);
}

static inline int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				       const void *value, size_t value_sz, uint64_t flags)
{
	if (key_sz != map->key_size || value_sz != map->value_size)
		return -EINVAL;
	return bpf_map_update_elem(bpf_map__fd(map), key, value, flags);
}

static inline int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				       uint64_t flags)
{
	if (key_sz != map->key_size)
		return -EINVAL;
	return bpf_map_delete_elem_flags(bpf_map__fd(map), key, flags);
}

static inline int bpf_map__get_next_key(const struct bpf_map *map, const void *key, void *next_key,
					size_t key_sz)
{
	if (key_sz != map->key_size)
		return -EINVAL;
	return bpf_map_get_next_key(bpf_map__fd(map), key, next_key);
}

/*
 * Programs
 */

static inline const char *bpf_program__name(const struct bpf_program *prog)
{
	return prog->name;
}

static inline const char *bpf_program__section_name(const struct bpf_program *prog)
{
	return prog->section;
}

static inline bool bpf_program__autoattach(const struct bpf_program *prog)
{
	return prog->autoattach;
}

static inline void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach)
{
	prog->autoattach = autoattach;
}

/* Where to attach instead of where the section says: an interface, a cgroup's path. */
static inline int bpf_set_prog_attach_target(struct bpf_program *prog, const char *target)
{
	size_t size = strlen(target) + 1;
	char *copy = (char *)malloc(size);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, target, size);
	free(prog->attach_target);
	prog->attach_target = copy;
	return 0;
}

/* The link does not own the attachment: that ends with the object. */
static inline struct bpf_link *bpf_program__attach(struct bpf_program *prog)
{
	struct bpf_link *link;
	int err;

	if (!prog->obj->handle) {
		errno = EINVAL;
		return NULL;
	}
	link = (struct bpf_link *)calloc(1, sizeof(*link));
	if (!link) {
		errno = ENOMEM;
		return NULL;
	}
	/* An empty target and not NULL: hosts read a string at address 0. */
	err = bpf_wasm__result(wasm_attach_bpf_program(prog->obj->handle, prog->name,
						       prog->attach_target ? prog->attach_target : ""));
	if (err < 0) {
		free(link);
		errno = -err;
		return NULL;
	}
	link->prog = prog;
	return link;
}

static inline int bpf_link__destroy(struct bpf_link *link)
{
	free(link);
	return 0;
}

/*
 * Skeletons
 */

static inline struct bpf_object_skeleton *bpf_object_skeleton__new(const char *name, int map_cnt,
								   int prog_cnt)
{
	struct bpf_object_skeleton *s = (struct bpf_object_skeleton *)calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->name = name;
	s->map_cnt = map_cnt;
	s->prog_cnt = prog_cnt;
	/* One more than needed: calloc(0) may be NULL. */
	s->maps = (struct bpf_map_skeleton *)calloc((size_t)map_cnt + 1, sizeof(*s->maps));
	s->progs = (struct bpf_prog_skeleton *)calloc((size_t)prog_cnt + 1, sizeof(*s->progs));
	if (!s->maps || !s->progs) {
		free(s->maps);
		free(s->progs);
		free(s);
		return NULL;
	}
	return s;
}

static inline int bpf_wasm__open_map(struct bpf_object_skeleton *s, struct bpf_map_skeleton *skel)
{
	struct bpf_map *map = (struct bpf_map *)calloc(1, sizeof(*map));

	if (!map)
		return -ENOMEM;
	*skel->map = map;
	map->obj = *s->obj;
	map->name = skel->name;
	map->section = skel->section;
	map->type = skel->type;
	map->key_size = skel->key_size;
	map->value_size = skel->value_size;
	map->max_entries = skel->max_entries;
	map->fd = -1;
	if (!skel->mmaped)
		return 0;
	/* Each open gets its own copy of the object's initial values. */
	*skel->mmaped = calloc(1, skel->mmaped_size);
	if (!*skel->mmaped)
		return -ENOMEM;
	if (!skel->file_offset)
		return 0;
	if (skel->file_offset > s->data_sz || skel->value_size > s->data_sz - skel->file_offset)
		return -EINVAL;
	memcpy(*skel->mmaped, (const char *)s->data + skel->file_offset, skel->value_size);
	return 0;
}

static inline int bpf_object__open_skeleton(struct bpf_object_skeleton *s,
					    const struct bpf_object_open_opts *opts)
{
	int i, err;

	(void)opts;
	*s->obj = (struct bpf_object *)calloc(1, sizeof(**s->obj));
	if (!*s->obj)
		return -ENOMEM;
	(*s->obj)->name = s->name;
	for (i = 0; i < s->map_cnt; i++) {
		err = bpf_wasm__open_map(s, &s->maps[i]);
		if (err)
			return err;
	}
	for (i = 0; i < s->prog_cnt; i++) {
		struct bpf_program *prog = (struct bpf_program *)calloc(1, sizeof(*prog));

		if (!prog)
			return -ENOMEM;
		*s->progs[i].prog = prog;
		prog->obj = *s->obj;
		prog->name = s->progs[i].name;
		prog->section = s->progs[i].section;
		prog->autoattach = true;
	}
	return 0;
}

/* The object's bytes with the variables that the guest has set. */
static inline void *bpf_wasm__patched_object(const struct bpf_object_skeleton *s)
{
	char *image = (char *)malloc(s->data_sz);
	int i;

	if (!image)
		return NULL;
	memcpy(image, s->data, s->data_sz);
	for (i = 0; i < s->map_cnt; i++) {
		const struct bpf_map_skeleton *map = &s->maps[i];

		if (map->mmaped && map->file_offset)
			memcpy(image + map->file_offset, *map->mmaped, map->value_size);
	}
	return image;
}

/* A section without bytes in the object reaches the kernel, or comes from it, as a map. */
static inline int bpf_wasm__sync_zero_section(const struct bpf_map_skeleton *skel)
{
	const unsigned char *bytes = (const unsigned char *)*skel->mmaped;
	uint32_t key = 0, i;

	/* What the kernel's configuration says is known only now. */
	if (strcmp(skel->section, ".kconfig") == 0)
		return bpf_map_lookup_elem(bpf_map__fd(*skel->map), &key, *skel->mmaped);
	for (i = 0; i < skel->value_size; i++) {
		if (bytes[i])
			return bpf_map_update_elem(bpf_map__fd(*skel->map), &key, bytes, BPF_ANY);
	}
	return 0;
}

static inline int bpf_object__load_skeleton(struct bpf_object_skeleton *s)
{
	struct bpf_object *obj = *s->obj;
	void *image;
	int i, err;

	if (obj->handle || s->data_sz > INT32_MAX)
		return -EINVAL;
	image = bpf_wasm__patched_object(s);
	if (!image)
		return -ENOMEM;
	obj->handle = wasm_load_bpf_object(image, (int)s->data_sz);
	free(image);
	/* The host says no more than that it failed; its log has the reason. */
	if (!obj->handle)
		return -EINVAL;
	for (i = 0; i < s->map_cnt; i++) {
		if (!s->maps[i].mmaped || s->maps[i].file_offset)
			continue;
		err = bpf_wasm__sync_zero_section(&s->maps[i]);
		if (err)
			return err;
	}
	return 0;
}

static inline int bpf_object__attach_skeleton(struct bpf_object_skeleton *s)
{
	int i;

	for (i = 0; i < s->prog_cnt; i++) {
		struct bpf_program *prog = *s->progs[i].prog;

		if (!prog->autoattach || *s->progs[i].link)
			continue;
		*s->progs[i].link = bpf_program__attach(prog);
		/* As in libbpf, a program whose section does not say where is left to the guest. */
		if (!*s->progs[i].link && errno != EOPNOTSUPP)
			return -errno;
	}
	return 0;
}

static inline void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s)
{
	int i;

	if (!s)
		return;
	for (i = 0; i < s->prog_cnt; i++) {
		if (s->progs[i].link)
			bpf_link__destroy(*s->progs[i].link);
		if (s->progs[i].prog && *s->progs[i].prog) {
			free((*s->progs[i].prog)->attach_target);
			free(*s->progs[i].prog);
		}
	}
	for (i = 0; i < s->map_cnt; i++) {
		if (s->maps[i].mmaped)
			free(*s->maps[i].mmaped);
		if (s->maps[i].map)
			free(*s->maps[i].map);
	}
	if (s->obj && *s->obj) {
		if ((*s->obj)->handle)
			wasm_close_bpf_object((*s->obj)->handle);
		free(*s->obj);
	}
	free(s->maps);
	free(s->progs);
	free(s);
}

/*
 * Event buffers: ring buffers and perf event arrays.
 *
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

#endif /* LIBBPF_WASM_H */
