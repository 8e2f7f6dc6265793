/* SPDX-License-Identifier: MIT-0 */
/*
 * <bpf/btf.h> of a wasm32 guest. A guest sees no kernel's BTF: its functions answer as libbpf's do on
 * a kernel without, and programs take the way that they have for it (a kprobe for an fentry).
 */
#ifndef ECC_BPF_BTF_H
#define ECC_BPF_BTF_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <linux/btf.h>
#include <bpf/libbpf.h>

#ifdef __cplusplus
extern "C" {
#endif

struct btf;
struct btf_dump;

static inline struct btf *btf__load_vmlinux_btf(void)
{
	return (struct btf *)bpf_wasm__fail_null(EOPNOTSUPP);
}

static inline struct btf *btf__load_module_btf(const char *module, struct btf *base)
{
	(void)module;
	(void)base;
	return (struct btf *)bpf_wasm__fail_null(EOPNOTSUPP);
}

static inline void btf__free(struct btf *btf)
{
	(void)btf;
}

/* There is no struct btf, so that nothing is found in one. */
static inline int btf__find_by_name(const struct btf *btf, const char *name)
{
	(void)btf;
	(void)name;
	return bpf_wasm__fail(ENOENT);
}

static inline int btf__find_by_name_kind(const struct btf *btf, const char *name, uint32_t kind)
{
	(void)kind;
	return btf__find_by_name(btf, name);
}

static inline const struct btf_type *btf__type_by_id(const struct btf *btf, uint32_t id)
{
	(void)btf;
	(void)id;
	return (const struct btf_type *)bpf_wasm__fail_null(EINVAL);
}

static inline const char *btf__name_by_offset(const struct btf *btf, uint32_t offset)
{
	(void)btf;
	(void)offset;
	return (const char *)bpf_wasm__fail_null(EINVAL);
}

static inline const char *btf__str_by_offset(const struct btf *btf, uint32_t offset)
{
	return btf__name_by_offset(btf, offset);
}

static inline uint32_t btf__type_cnt(const struct btf *btf)
{
	(void)btf;
	return 0;
}

static inline int64_t btf__resolve_size(const struct btf *btf, uint32_t id)
{
	(void)btf;
	(void)id;
	return bpf_wasm__fail(EINVAL);
}

static inline int libbpf_find_vmlinux_btf_id(const char *name, enum bpf_attach_type type)
{
	(void)name;
	(void)type;
	return bpf_wasm__fail(EOPNOTSUPP);
}

static inline uint16_t btf_kind(const struct btf_type *type)
{
	return BTF_INFO_KIND(type->info);
}

static inline uint16_t btf_vlen(const struct btf_type *type)
{
	return BTF_INFO_VLEN(type->info);
}

static inline bool btf_is_struct(const struct btf_type *type)
{
	return btf_kind(type) == BTF_KIND_STRUCT;
}

static inline bool btf_is_union(const struct btf_type *type)
{
	return btf_kind(type) == BTF_KIND_UNION;
}

static inline bool btf_is_composite(const struct btf_type *type)
{
	return btf_is_struct(type) || btf_is_union(type);
}

/* What follows a type. */
static inline struct btf_member *btf_members(const struct btf_type *type)
{
	return (struct btf_member *)(type + 1);
}

static inline struct btf_param *btf_params(const struct btf_type *type)
{
	return (struct btf_param *)(type + 1);
}

static inline struct btf_enum *btf_enum(const struct btf_type *type)
{
	return (struct btf_enum *)(type + 1);
}

#ifdef __cplusplus
}
#endif

#endif /* ECC_BPF_BTF_H */
