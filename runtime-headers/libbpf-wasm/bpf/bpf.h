/* SPDX-License-Identifier: MIT-0 */
/* <bpf/bpf.h> of a wasm32 guest. */
#ifndef ECC_BPF_BPF_H
#define ECC_BPF_BPF_H

/* libbpf's names only: see libbpf-wasm-buffer.h. */
#ifndef ECC_LIBBPF_NAMES
#define ECC_LIBBPF_NAMES
#endif
#include "../libbpf-wasm.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What makes single things in the kernel, of which a host has none to give: it loads objects. Programs
 * try with these what the kernel can, and take another way when they fail.
 */
struct bpf_prog_load_opts {
	size_t sz;
	enum bpf_attach_type expected_attach_type;
	uint32_t attach_btf_id;
	uint32_t attach_prog_fd;
	uint32_t prog_flags;
	uint32_t log_level;
	uint32_t log_size;
	char *log_buf;
};

struct bpf_map_create_opts {
	size_t sz;
	uint32_t map_flags;
};

static inline int bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
				const struct bpf_insn *instructions, size_t count,
				struct bpf_prog_load_opts *opts)
{
	(void)type;
	(void)name;
	(void)license;
	(void)instructions;
	(void)count;
	(void)opts;
	return bpf_wasm__fail(ENOSYS);
}

static inline int bpf_map_create(enum bpf_map_type type, const char *name, uint32_t key_size,
				 uint32_t value_size, uint32_t max_entries,
				 const struct bpf_map_create_opts *opts)
{
	(void)type;
	(void)name;
	(void)key_size;
	(void)value_size;
	(void)max_entries;
	(void)opts;
	return bpf_wasm__fail(ENOSYS);
}

static inline int bpf_raw_tracepoint_open(const char *name, int program)
{
	(void)name;
	(void)program;
	return bpf_wasm__fail(ENOSYS);
}

#ifdef __cplusplus
}
#endif

#endif /* ECC_BPF_BPF_H */
