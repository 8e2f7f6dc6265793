/* SPDX-License-Identifier: MIT-0 */
/* Maps: lookup, update, delete, walk. */
#ifndef LIBBPF_WASM_MAP_H
#define LIBBPF_WASM_MAP_H

#include <string.h>
#include "libbpf-wasm-types.h"
#include "wasm-bpf-imports.h"

/* Flags of map updates. */
enum {
	BPF_ANY = 0,     /* create an element or replace it */
	BPF_NOEXIST = 1, /* only create */
	BPF_EXIST = 2,   /* only replace */
	BPF_F_LOCK = 4,
};

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

/*
 * True when value_sz bytes may hold a value of the map.  As in libbpf, a per-CPU map's value is
 * that of every possible CPU, each rounded up to 8 bytes; how many there are the guest must know.
 */
static inline bool bpf_wasm__is_value_size(const struct bpf_map *map, size_t value_sz)
{
	size_t one = (map->value_size + 7) / 8 * 8;

	switch (map->type) {
	case 5:  /* BPF_MAP_TYPE_PERCPU_HASH */
	case 6:  /* BPF_MAP_TYPE_PERCPU_ARRAY */
	case 10: /* BPF_MAP_TYPE_LRU_PERCPU_HASH */
	case 21: /* BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE */
		return value_sz && value_sz % one == 0;
	default:
		return value_sz == map->value_size;
	}
}

/* The forms that know the map check the sizes. */
static inline int bpf_map__lookup_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				       void *value, size_t value_sz, uint64_t flags)
{
	if (key_sz != map->key_size || !bpf_wasm__is_value_size(map, value_sz))
		return -EINVAL;
	return bpf_map_lookup_elem_flags(bpf_map__fd(map), key, value, flags);
}

static inline int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				       const void *value, size_t value_sz, uint64_t flags)
{
	if (key_sz != map->key_size || !bpf_wasm__is_value_size(map, value_sz))
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

#endif /* LIBBPF_WASM_MAP_H */
