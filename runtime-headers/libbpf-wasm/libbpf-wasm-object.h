/* SPDX-License-Identifier: MIT-0 */
/* Objects without a skeleton, and what is in any object by name. */
#ifndef LIBBPF_WASM_OBJECT_H
#define LIBBPF_WASM_OBJECT_H

#include "libbpf-wasm-map.h"

struct bpf_object_open_opts {
	size_t sz;
	const char *object_name;
};

/* Text that lives as long as what it is part of; NULL without memory. */
static inline char *bpf_wasm__copy(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = (char *)malloc(size);

	return copy ? (char *)memcpy(copy, text, size) : NULL;
}

static inline struct bpf_object *bpf_wasm__new_object(const char *name, const void *data, size_t size)
{
	struct bpf_object *obj = (struct bpf_object *)calloc(1, sizeof(*obj));

	if (!obj)
		return NULL;
	obj->name = name;
	obj->data = data;
	obj->data_sz = size;
	obj->next = bpf_wasm__state.objects;
	bpf_wasm__state.objects = obj;
	return obj;
}

/* Each goes to the end of its object's list. */
static inline struct bpf_map *bpf_wasm__new_map(struct bpf_object *obj)
{
	struct bpf_map **end = &obj->maps;

	while (*end)
		end = &(*end)->next;
	*end = (struct bpf_map *)calloc(1, sizeof(**end));
	if (!*end)
		return NULL;
	(*end)->obj = obj;
	(*end)->fd = -1;
	return *end;
}

static inline struct bpf_program *bpf_wasm__new_program(struct bpf_object *obj)
{
	struct bpf_program **end = &obj->programs;

	while (*end)
		end = &(*end)->next;
	*end = (struct bpf_program *)calloc(1, sizeof(**end));
	if (!*end)
		return NULL;
	(*end)->obj = obj;
	(*end)->id = ++bpf_wasm__state.last_id;
	(*end)->autoattach = true;
	(*end)->autoload = true;
	return *end;
}

/* Opens an object that lies in memory, which must outlive it. */
static inline struct bpf_object *bpf_object__open_mem(const void *data, size_t size,
						      const struct bpf_object_open_opts *opts)
{
	struct bpf_object *obj;

	if (!data || !size || size > INT32_MAX)
		return (struct bpf_object *)bpf_wasm__fail_null(EINVAL);
	obj = bpf_wasm__new_object(opts && opts->object_name ? opts->object_name : "guest", data, size);
	return obj ? obj : (struct bpf_object *)bpf_wasm__fail_null(ENOMEM);
}

static inline const char *bpf_object__name(const struct bpf_object *obj)
{
	return obj->name;
}

/* Gives the host the bytes, and what was set before. */
static inline int bpf_wasm__load(struct bpf_object *obj, const void *image)
{
	const struct bpf_program *prog;
	const struct bpf_map *map;
	int err = 0;

	if (obj->handle || obj->data_sz > INT32_MAX)
		return bpf_wasm__fail(EINVAL);
	for (map = obj->maps; map && !err; map = map->next) {
		if (map->is_resized)
			err = bpf_wasm__command(0, ECC_SET_MAX_ENTRIES, map->name, NULL,
						map->max_entries);
	}
	/* A host that knows no such command loads all; what is not wanted is just not attached. */
	for (prog = obj->programs; prog && !err && bpf_wasm__has_host(); prog = prog->next) {
		if (prog->is_autoload_set)
			err = bpf_wasm__command(0, ECC_SET_AUTOLOAD, prog->name, NULL, prog->autoload);
	}
	if (err)
		return err;
	obj->handle = wasm_load_bpf_object(image, (int)obj->data_sz);
	if (obj->handle)
		return 0;
	/* The six imports say no more than that it failed; the host's log has the reason. */
	err = bpf_wasm__command(0, ECC_LOAD_ERROR, NULL, NULL, 0);
	return err < 0 && err != -EOPNOTSUPP ? err : bpf_wasm__fail(EINVAL);
}

/* Known maps first; then any that the host finds, whose sizes are not known then. */
static inline struct bpf_map *bpf_object__find_map_by_name(struct bpf_object *obj, const char *name)
{
	struct bpf_map *map;
	int fd;

	for (map = obj->maps; map; map = map->next) {
		if (strcmp(map->name, name) == 0 || (map->section && strcmp(map->section, name) == 0))
			return map;
	}
	fd = obj->handle && !obj->skeleton ? wasm_bpf_map_fd_by_name(obj->handle, name) : -1;
	if (fd < 0)
		return (struct bpf_map *)bpf_wasm__fail_null(ENOENT);
	map = bpf_wasm__new_map(obj);
	if (!map)
		return (struct bpf_map *)bpf_wasm__fail_null(ENOMEM);
	map->name = "";
	map->own_name = bpf_wasm__copy(name);
	if (!map->own_name)
		return (struct bpf_map *)bpf_wasm__fail_null(ENOMEM);
	map->name = map->own_name;
	map->fd = fd;
	return map;
}

static inline int bpf_object__find_map_fd_by_name(struct bpf_object *obj, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(obj, name);

	return map ? bpf_map__fd(map) : -errno;
}

/* Without a skeleton any name is taken; attaching tells whether there is such a program. */
static inline struct bpf_program *bpf_object__find_program_by_name(struct bpf_object *obj,
								    const char *name)
{
	struct bpf_program *prog;

	for (prog = obj->programs; prog; prog = prog->next) {
		if (strcmp(prog->name, name) == 0)
			return prog;
	}
	if (obj->skeleton)
		return (struct bpf_program *)bpf_wasm__fail_null(ENOENT);
	prog = bpf_wasm__new_program(obj);
	if (!prog)
		return (struct bpf_program *)bpf_wasm__fail_null(ENOMEM);
	prog->name = "";
	prog->section = "";
	prog->own_name = bpf_wasm__copy(name);
	if (!prog->own_name)
		return (struct bpf_program *)bpf_wasm__fail_null(ENOMEM);
	prog->name = prog->own_name;
	prog->section = "";
	return prog;
}

static inline struct bpf_map *bpf_object__next_map(const struct bpf_object *obj,
						   const struct bpf_map *map)
{
	return map ? map->next : obj->maps;
}

static inline struct bpf_program *bpf_object__next_program(const struct bpf_object *obj,
							   struct bpf_program *prog)
{
	return prog ? prog->next : obj->programs;
}

#define bpf_object__for_each_map(pos, obj) \
	for ((pos) = bpf_object__next_map((obj), NULL); (pos); \
	     (pos) = bpf_object__next_map((obj), (pos)))
#define bpf_map__for_each(pos, obj) bpf_object__for_each_map(pos, obj)
#define bpf_object__for_each_program(pos, obj) \
	for ((pos) = bpf_object__next_program((obj), NULL); (pos); \
	     (pos) = bpf_object__next_program((obj), (pos)))

/* Detaches, unloads and frees. */
static inline void bpf_object__close(struct bpf_object *obj)
{
	struct bpf_object **place;

	if (!obj)
		return;
	if (obj->handle)
		wasm_close_bpf_object(obj->handle);
	for (place = &bpf_wasm__state.objects; *place; place = &(*place)->next) {
		if (*place == obj) {
			*place = obj->next;
			break;
		}
	}
	while (obj->maps) {
		struct bpf_map *map = obj->maps;

		obj->maps = map->next;
		free(map->own_name);
		free(map);
	}
	while (obj->programs) {
		struct bpf_program *prog = obj->programs;

		obj->programs = prog->next;
		free(prog->attach_target);
		free(prog->own_name);
		free(prog);
	}
	free(obj);
}

/* The object that a map's descriptor belongs to; 0 for a map that was opened by its path. */
static inline uint64_t bpf_wasm__handle_of(int map_fd)
{
	const struct bpf_object *obj;
	const struct bpf_map *map;

	for (obj = bpf_wasm__state.objects; obj; obj = obj->next) {
		for (map = obj->maps; map; map = map->next) {
			if (map->fd == map_fd)
				return obj->handle;
		}
	}
	return 0;
}

#endif /* LIBBPF_WASM_OBJECT_H */
