/* SPDX-License-Identifier: MIT-0 */
/*
 * The import module `wasm_bpf`: the six functions that every known host has.  A guest that
 * imports more could not start on some of them.
 */
#ifndef WASM_BPF_IMPORTS_H
#define WASM_BPF_IMPORTS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WASM_BPF_IMPORT(name) __attribute__((import_module("wasm_bpf"), import_name(#name))) name

/* Opens and loads an ELF object; returns a handle, 0 when that failed. */
uint64_t WASM_BPF_IMPORT(wasm_load_bpf_object)(const void *buf, int len);

/* Detaches, unloads and forgets. */
int WASM_BPF_IMPORT(wasm_close_bpf_object)(uint64_t handle);

/* Attaches a program; an empty target: by its section. */
int WASM_BPF_IMPORT(wasm_attach_bpf_program)(uint64_t handle, const char *name, const char *target);

/* A descriptor of a map, or a negative value. */
int WASM_BPF_IMPORT(wasm_bpf_map_fd_by_name)(uint64_t handle, const char *name);

/* cmd: 1 lookup, 2 update, 3 delete, 4 next key. */
int WASM_BPF_IMPORT(wasm_bpf_map_operate)(int fd, int cmd, const void *key, void *value, void *next_key,
					  uint64_t flags);

/* Calls table entry `fn` with (ctx, data, size) for each event, copied to `data`. */
int WASM_BPF_IMPORT(wasm_bpf_buffer_poll)(uint64_t handle, int fd, int fn, int ctx, void *data, int max,
					  int timeout_ms);

#undef WASM_BPF_IMPORT

#ifdef __cplusplus
}
#endif

#endif /* WASM_BPF_IMPORTS_H */
