/* SPDX-License-Identifier: MIT-0 */
/* The objects of libbpf as a guest has them. */
#ifndef LIBBPF_WASM_TYPES_H
#define LIBBPF_WASM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

struct bpf_object_skeleton;

struct bpf_object {
	uint64_t handle; /* the host's; 0 before load */
	const char *name;
	const void *data; /* the object's bytes, or those of `skeleton` */
	size_t data_sz;
	struct bpf_object_skeleton *skeleton; /* NULL: opened without one */
	struct bpf_map *maps;                 /* in the order of the object */
	struct bpf_program *programs;
	struct bpf_object *next; /* of all that the guest has open */
	int load_err;
};

struct bpf_map {
	struct bpf_object *obj;
	struct bpf_map *next;
	char *own_name; /* when `name` is not the skeleton's */
	const char *name;
	const char *section; /* of an internal map: ".rodata"; else NULL */
	uint32_t type;       /* enum bpf_map_type */
	uint32_t key_size;   /* bytes */
	uint32_t value_size; /* bytes */
	uint32_t max_entries;
	bool is_resized; /* max_entries was set by the guest */
	int fd;          /* negative until asked for */
};

struct bpf_program {
	struct bpf_object *obj;
	struct bpf_program *next;
	char *own_name;
	const char *name;
	const char *section;
	char *attach_target; /* NULL: what the section says */
	int id;              /* what bpf_program__fd returns; a number of ours */
	bool autoattach;
	bool autoload;
	bool is_autoload_set; /* by the guest */
};

/* Names the program by itself: it may outlive it. */
struct bpf_link {
	uint64_t handle; /* of the object */
	int id;          /* the host's number of the attachment; 0: it has none */
	char name[];
};

/* As libbpf's: options are structs that begin with their size. */
#define LIBBPF_OPTS(TYPE, NAME, ...) \
	struct TYPE NAME; \
	memset(&NAME, 0, sizeof(NAME)); \
	NAME = (struct TYPE){.sz = sizeof(NAME), __VA_ARGS__}
#define DECLARE_LIBBPF_OPTS LIBBPF_OPTS

#define LIBBPF_MAJOR_VERSION 1
#define LIBBPF_MINOR_VERSION 1

#endif /* LIBBPF_WASM_TYPES_H */
