/* SPDX-License-Identifier: MIT-0 */
/* Programs, links, and what a generated skeleton calls: open, load, attach, destroy. */
#ifndef LIBBPF_WASM_SKELETON_H
#define LIBBPF_WASM_SKELETON_H

#include <stdlib.h>
#include <string.h>
#include "libbpf-wasm-map.h"

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

/* The imports that every host has know no struct_ops: a host attaches such a map by itself. */
static inline struct bpf_link *bpf_map__attach_struct_ops(const struct bpf_map *map)
{
	(void)map;
	errno = EOPNOTSUPP;
	return NULL;
}

/* What a generated skeleton tells of a map.  The sizes are in bytes. */
struct bpf_map_skeleton {
	const char *name;
	struct bpf_map **map;
	const char *section;
	uint32_t type;
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
	struct bpf_link **link; /* of a struct_ops map; else NULL */
	void **mmaped;      /* where the skeleton wants the variables; or NULL */
	size_t mmaped_size; /* of the struct that holds them; data_size or a little more */
	size_t data_size;   /* of the variables in the object */
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
	if (skel->file_offset > s->data_sz || skel->data_size > s->data_sz - skel->file_offset)
		return -EINVAL;
	memcpy(*skel->mmaped, (const char *)s->data + skel->file_offset, skel->data_size);
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
		/* libbpf's mark of a program that is not loaded unless somebody asks for it. */
		if (prog->section[0] == '?') {
			prog->section++;
			prog->autoattach = false;
		}
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
			memcpy(image + map->file_offset, *map->mmaped, map->data_size);
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
	for (i = 0; i < skel->data_size; i++) {
		if (!bytes[i])
			continue;
		/* An arena is no map of values: it starts as the object says. */
		if (skel->type == 33) /* BPF_MAP_TYPE_ARENA */
			return -EOPNOTSUPP;
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
		if (s->maps[i].link)
			bpf_link__destroy(*s->maps[i].link);
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

#endif /* LIBBPF_WASM_SKELETON_H */
