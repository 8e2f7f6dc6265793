/* SPDX-License-Identifier: MIT-0 */
/* What a generated skeleton calls: open, load, attach, destroy. */
#ifndef LIBBPF_WASM_SKELETON_H
#define LIBBPF_WASM_SKELETON_H

#include "libbpf-wasm-program.h"

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

/* Each open gets its own copy of the object's initial values. */
static inline int bpf_wasm__open_variables(const struct bpf_object_skeleton *s,
					   const struct bpf_map_skeleton *skel)
{
	*skel->mmaped = calloc(1, skel->mmaped_size);
	if (!*skel->mmaped)
		return bpf_wasm__fail(ENOMEM);
	if (!skel->file_offset)
		return 0;
	if (skel->file_offset > s->data_sz || skel->data_size > s->data_sz - skel->file_offset)
		return bpf_wasm__fail(EINVAL);
	memcpy(*skel->mmaped, (const char *)s->data + skel->file_offset, skel->data_size);
	return 0;
}

static inline int bpf_object__open_skeleton(struct bpf_object_skeleton *s,
					    const struct bpf_object_open_opts *opts)
{
	struct bpf_object *obj = bpf_wasm__new_object(s->name, s->data, s->data_sz);
	int i, err;

	(void)opts;
	*s->obj = obj;
	if (!obj)
		return bpf_wasm__fail(ENOMEM);
	obj->skeleton = s;
	for (i = 0; i < s->map_cnt; i++) {
		const struct bpf_map_skeleton *skel = &s->maps[i];
		struct bpf_map *map = bpf_wasm__new_map(obj);

		*skel->map = map;
		if (!map)
			return bpf_wasm__fail(ENOMEM);
		map->name = skel->name;
		map->section = skel->section;
		map->type = skel->type;
		map->key_size = skel->key_size;
		map->value_size = skel->value_size;
		map->max_entries = skel->max_entries;
		err = skel->mmaped ? bpf_wasm__open_variables(s, skel) : 0;
		if (err)
			return err;
	}
	for (i = 0; i < s->prog_cnt; i++) {
		struct bpf_program *prog = bpf_wasm__new_program(obj);

		*s->progs[i].prog = prog;
		if (!prog)
			return bpf_wasm__fail(ENOMEM);
		prog->name = s->progs[i].name;
		prog->section = s->progs[i].section;
		/* libbpf's mark of a program that is not loaded unless somebody asks for it. */
		if (prog->section[0] == '?') {
			prog->section++;
			prog->autoload = false;
		}
	}
	return 0;
}

/* The object's bytes with the variables that the guest has set; in `copy` if it has set any. */
static inline const void *bpf_wasm__patched_object(const struct bpf_object_skeleton *s, char **copy)
{
	int i;

	*copy = NULL;
	for (i = 0; i < s->map_cnt; i++) {
		const struct bpf_map_skeleton *map = &s->maps[i];
		const char *initial = (const char *)s->data + map->file_offset;

		if (!map->mmaped || !map->file_offset ||
		    memcmp(initial, *map->mmaped, map->data_size) == 0)
			continue;
		if (!*copy) {
			*copy = (char *)malloc(s->data_sz);
			if (!*copy)
				return NULL;
			memcpy(*copy, s->data, s->data_sz);
		}
		memcpy(*copy + map->file_offset, *map->mmaped, map->data_size);
	}
	return *copy ? *copy : s->data;
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
		if (skel->type == BPF_MAP_TYPE_ARENA)
			return bpf_wasm__fail(EOPNOTSUPP);
		return bpf_map_update_elem(bpf_map__fd(*skel->map), &key, bytes, BPF_ANY);
	}
	return 0;
}

/*
 * With our host the variables are from now on those of the program; with others they stay what
 * they were.  What the program cannot write needs no such care.
 */
static inline void bpf_wasm__make_live(const struct bpf_map_skeleton *skel)
{
	const char *section = skel->section;

	if (section && bpf_wasm__has_host() && skel->type == BPF_MAP_TYPE_ARRAY && skel->data_size &&
	    (strncmp(section, ".bss", 4) == 0 || strncmp(section, ".data", 5) == 0))
		bpf_wasm__command(bpf_map__fd(*skel->map), ECC_MAP_LIVE, NULL, *skel->mmaped,
				  skel->data_size);
}

static inline int bpf_object__load_skeleton(struct bpf_object_skeleton *s)
{
	char *copy;
	const void *image = bpf_wasm__patched_object(s, &copy);
	int i, err;

	if (!image)
		return bpf_wasm__fail(ENOMEM);
	err = bpf_wasm__load(*s->obj, image);
	free(copy);
	for (i = 0; i < s->map_cnt && !err; i++) {
		if (s->maps[i].mmaped && !s->maps[i].file_offset)
			err = bpf_wasm__sync_zero_section(&s->maps[i]);
		if (s->maps[i].mmaped && !err)
			bpf_wasm__make_live(&s->maps[i]);
	}
	return err;
}

/* Loads an object, with a skeleton or without. */
static inline int bpf_object__load(struct bpf_object *obj)
{
	return obj->skeleton ? bpf_object__load_skeleton(obj->skeleton)
			     : bpf_wasm__load(obj, obj->data);
}

static inline int bpf_object__attach_skeleton(struct bpf_object_skeleton *s)
{
	int i;

	for (i = 0; i < s->prog_cnt; i++) {
		struct bpf_program *prog = *s->progs[i].prog;

		if (!prog->autoattach || !prog->autoload || *s->progs[i].link)
			continue;
		*s->progs[i].link = bpf_program__attach(prog);
		/* As in libbpf, a program whose section does not say where is left to the guest. */
		if (!*s->progs[i].link && errno != EOPNOTSUPP)
			return -errno;
	}
	return 0;
}

static inline void bpf_object__detach_skeleton(struct bpf_object_skeleton *s)
{
	int i;

	for (i = 0; i < s->prog_cnt; i++) {
		if (!s->progs[i].link)
			continue;
		bpf_link__destroy(*s->progs[i].link);
		*s->progs[i].link = NULL;
	}
	for (i = 0; i < s->map_cnt; i++) {
		if (!s->maps[i].link)
			continue;
		bpf_link__destroy(*s->maps[i].link);
		*s->maps[i].link = NULL;
	}
}

static inline void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s)
{
	int i;

	if (!s)
		return;
	bpf_object__detach_skeleton(s);
	/* The host writes to live variables until the object is closed. */
	if (s->obj)
		bpf_object__close(*s->obj);
	for (i = 0; i < s->map_cnt; i++) {
		if (s->maps[i].mmaped)
			free(*s->maps[i].mmaped);
	}
	free(s->maps);
	free(s->progs);
	free(s);
}

#endif /* LIBBPF_WASM_SKELETON_H */
