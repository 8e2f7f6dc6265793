/* SPDX-License-Identifier: MIT-0 */
/* Maps: lookup, update, delete, walk, in batches, pinned. */
#ifndef LIBBPF_WASM_MAP_H
#define LIBBPF_WASM_MAP_H

#include <stdlib.h>
#include <string.h>
#include <linux/bpf.h>
#include "libbpf-wasm-host.h"

static inline const char *bpf_map__name(const struct bpf_map *map)
{
	return map->name;
}

static inline enum bpf_map_type bpf_map__type(const struct bpf_map *map)
{
	return (enum bpf_map_type)map->type;
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

/* Before load; hosts without our commands refuse the load then. */
static inline int bpf_map__set_max_entries(struct bpf_map *map, uint32_t max_entries)
{
	if (map->obj->handle)
		return bpf_wasm__fail(EBUSY);
	map->max_entries = max_entries;
	map->is_resized = true;
	return 0;
}

/* The host's descriptor; negative before load. */
static inline int bpf_map__fd(const struct bpf_map *map)
{
	/* Asking is not free, and the answer stays: remember it in a map that reads as const. */
	struct bpf_map *cache = (struct bpf_map *)(uintptr_t)map;

	if (!cache || (cache->fd < 0 && !cache->obj->handle))
		return bpf_wasm__fail(EINVAL);
	if (cache->fd >= 0)
		return cache->fd;
	/* The name of an internal map depends on how the host opens the object; its section's not. */
	if (cache->section)
		cache->fd = wasm_bpf_map_fd_by_name(cache->obj->handle, cache->section);
	if (cache->fd < 0)
		cache->fd = wasm_bpf_map_fd_by_name(cache->obj->handle, cache->name);
	return cache->fd >= 0 ? cache->fd : bpf_wasm__fail(ENOENT);
}

/* A map's command; some hosts say what went wrong with a positive number. */
static inline int bpf_wasm__operate(int fd, int cmd, const void *key, void *value, void *next_key,
				    uint64_t flags)
{
	int ret = wasm_bpf_map_operate(fd, cmd, key, value, next_key, flags);

	return bpf_wasm__result(ret > 0 ? -ret : ret);
}

static inline int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, uint64_t flags)
{
	return bpf_wasm__operate(fd, 1, key, value, NULL, flags);
}

static inline int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	return bpf_map_lookup_elem_flags(fd, key, value, 0);
}

static inline int bpf_map_lookup_and_delete_elem_flags(int fd, const void *key, void *value,
						       uint64_t flags)
{
	int err;

	if (bpf_wasm__has_host())
		return bpf_wasm__command(fd, ECC_MAP_LOOKUP_AND_DELETE, key, value, flags);
	/* Not at once, but the same in the end when nobody else deletes. */
	err = bpf_map_lookup_elem_flags(fd, key, value, flags);
	return err ? err : bpf_wasm__operate(fd, 3, key, NULL, NULL, 0);
}

static inline int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value)
{
	return bpf_map_lookup_and_delete_elem_flags(fd, key, value, 0);
}

static inline int bpf_map_update_elem(int fd, const void *key, const void *value, uint64_t flags)
{
	/* The import takes one type for what it reads and what it writes. */
	return bpf_wasm__operate(fd, 2, key, (void *)(uintptr_t)value, NULL, flags);
}

static inline int bpf_map_delete_elem_flags(int fd, const void *key, uint64_t flags)
{
	return bpf_wasm__operate(fd, 3, key, NULL, NULL, flags);
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

	if (!key && !bpf_wasm__has_host()) {
		memset(no_key, 0xff, sizeof(no_key));
		key = no_key;
	}
	return bpf_wasm__operate(fd, 4, key, NULL, next_key, 0);
}

/*
 * True when value_sz bytes may hold a value of the map.  As in libbpf, a per-CPU map's value is
 * that of every possible CPU, each rounded up to 8 bytes.
 */
static inline bool bpf_wasm__is_value_size(const struct bpf_map *map, size_t value_sz)
{
	size_t one = (map->value_size + 7) / 8 * 8;
	size_t cpus = bpf_wasm__state.abi.cpus;

	switch (map->type) {
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		/* A host that does not tell the number leaves it to the guest. */
		return cpus ? value_sz == one * cpus : value_sz && value_sz % one == 0;
	default:
		return value_sz == map->value_size;
	}
}

/* The forms that know the map check the sizes. */
static inline int bpf_map__lookup_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				       void *value, size_t value_sz, uint64_t flags)
{
	if (key_sz != map->key_size || !bpf_wasm__is_value_size(map, value_sz))
		return bpf_wasm__fail(EINVAL);
	return bpf_map_lookup_elem_flags(bpf_map__fd(map), key, value, flags);
}

static inline int bpf_map__lookup_and_delete_elem(const struct bpf_map *map, const void *key,
						  size_t key_sz, void *value, size_t value_sz,
						  uint64_t flags)
{
	if (key_sz != map->key_size || !bpf_wasm__is_value_size(map, value_sz))
		return bpf_wasm__fail(EINVAL);
	return bpf_map_lookup_and_delete_elem_flags(bpf_map__fd(map), key, value, flags);
}

static inline int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				       const void *value, size_t value_sz, uint64_t flags)
{
	if (key_sz != map->key_size || !bpf_wasm__is_value_size(map, value_sz))
		return bpf_wasm__fail(EINVAL);
	return bpf_map_update_elem(bpf_map__fd(map), key, value, flags);
}

static inline int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				       uint64_t flags)
{
	if (key_sz != map->key_size)
		return bpf_wasm__fail(EINVAL);
	return bpf_map_delete_elem_flags(bpf_map__fd(map), key, flags);
}

static inline int bpf_map__get_next_key(const struct bpf_map *map, const void *key, void *next_key,
					size_t key_sz)
{
	if (key_sz != map->key_size)
		return bpf_wasm__fail(EINVAL);
	return bpf_map_get_next_key(bpf_map__fd(map), key, next_key);
}

/* Many elements in one call; -EOPNOTSUPP on hosts without our commands. */
struct bpf_map_batch_opts {
	size_t sz;
	uint64_t elem_flags;
	uint64_t flags;
};

static inline int bpf_wasm__batch(int fd, int cmd, const void *in_batch, void *out_batch,
				  const void *keys, const void *values, uint32_t *count,
				  const struct bpf_map_batch_opts *opts)
{
	struct ecc_batch batch;
	int err;

	memset(&batch, 0, sizeof(batch));
	batch.in_batch = (uint32_t)(uintptr_t)in_batch;
	batch.out_batch = (uint32_t)(uintptr_t)out_batch;
	batch.keys = (uint32_t)(uintptr_t)keys;
	batch.values = (uint32_t)(uintptr_t)values;
	batch.count = *count;
	if (opts) {
		batch.elem_flags = opts->elem_flags;
		batch.flags = opts->flags;
	}
	err = bpf_wasm__command(fd, cmd, NULL, &batch, 0);
	*count = batch.count;
	return err;
}

static inline int bpf_map_lookup_batch(int fd, void *in_batch, void *out_batch, void *keys,
				       void *values, uint32_t *count,
				       const struct bpf_map_batch_opts *opts)
{
	return bpf_wasm__batch(fd, ECC_MAP_LOOKUP_BATCH, in_batch, out_batch, keys, values, count,
			       opts);
}

static inline int bpf_map_lookup_and_delete_batch(int fd, void *in_batch, void *out_batch,
						  void *keys, void *values, uint32_t *count,
						  const struct bpf_map_batch_opts *opts)
{
	return bpf_wasm__batch(fd, ECC_MAP_LOOKUP_AND_DELETE_BATCH, in_batch, out_batch, keys,
			       values, count, opts);
}

static inline int bpf_map_update_batch(int fd, const void *keys, const void *values,
				       uint32_t *count, const struct bpf_map_batch_opts *opts)
{
	return bpf_wasm__batch(fd, ECC_MAP_UPDATE_BATCH, NULL, NULL, keys, values, count, opts);
}

static inline int bpf_map_delete_batch(int fd, const void *keys, uint32_t *count,
				       const struct bpf_map_batch_opts *opts)
{
	return bpf_wasm__batch(fd, ECC_MAP_DELETE_BATCH, NULL, NULL, keys, NULL, count, opts);
}

/* Paths lie below /sys/fs/bpf, and the host must have been told to allow them. */
static inline int bpf_obj_pin(int fd, const char *path)
{
	return bpf_wasm__command(fd, ECC_MAP_PIN, path, NULL, 0);
}

static inline int bpf_map__pin(struct bpf_map *map, const char *path)
{
	return bpf_obj_pin(bpf_map__fd(map), path);
}

/* A map's descriptor, which close() knows nothing of: bpf_wasm_close() gives it back. */
static inline int bpf_obj_get(const char *path)
{
	return bpf_wasm__command(0, ECC_OPEN_PINNED, path, NULL, 0);
}

static inline int bpf_wasm_close(int fd)
{
	return bpf_wasm__command(fd, ECC_MAP_CLOSE, NULL, NULL, 0);
}

#endif /* LIBBPF_WASM_MAP_H */
