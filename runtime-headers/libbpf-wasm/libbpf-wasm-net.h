/* SPDX-License-Identifier: MIT-0 */
/* Network interfaces: names and numbers, XDP, traffic control. */
#ifndef LIBBPF_WASM_NET_H
#define LIBBPF_WASM_NET_H

#include <net/if.h>
#include "libbpf-wasm-program.h"

static inline struct bpf_link *bpf_program__attach_xdp(struct bpf_program *prog, int ifindex)
{
	char name[IF_NAMESIZE];

	if (!if_indextoname((unsigned)ifindex, name))
		return NULL;
	return bpf_wasm__attach(prog, name);
}

enum bpf_tc_attach_point {
	BPF_TC_INGRESS = 1 << 0,
	BPF_TC_EGRESS = 1 << 1,
	BPF_TC_CUSTOM = 1 << 2,
};

struct bpf_tc_hook {
	size_t sz;
	int ifindex;
	enum bpf_tc_attach_point attach_point;
	uint32_t parent;
};

struct bpf_tc_opts {
	size_t sz;
	int prog_fd;
	uint32_t flags;
	uint32_t prog_id;
	uint32_t handle;
	uint32_t priority;
};

#ifdef __cplusplus
extern "C" {
#endif
/* What is attached by bpf_tc_attach, to be found by bpf_tc_detach. */
struct bpf_wasm_tc_filter {
	struct bpf_wasm_tc_filter *next;
	struct bpf_link *link;
	int ifindex;
	int attach_point;
	uint32_t handle;
	uint32_t priority;
};
extern struct bpf_wasm_tc_filter *bpf_wasm__tc_filters;
__attribute__((weak)) struct bpf_wasm_tc_filter *bpf_wasm__tc_filters = NULL;
#ifdef __cplusplus
}
#endif

/* The host makes the queueing discipline when it attaches, and removes it if it made it. */
static inline int bpf_tc_hook_create(struct bpf_tc_hook *hook)
{
	return hook && hook->ifindex > 0 ? 0 : bpf_wasm__fail(EINVAL);
}

static inline int bpf_tc_hook_destroy(struct bpf_tc_hook *hook)
{
	return hook && hook->ifindex > 0 ? 0 : bpf_wasm__fail(EINVAL);
}

/* Attaches; handle and priority are the host's to choose, those given only name the filter here. */
static inline int bpf_tc_attach(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts)
{
	struct bpf_wasm_tc_filter *filter;
	struct bpf_program *prog;
	char name[IF_NAMESIZE];

	if (!hook || !opts || hook->parent ||
	    (hook->attach_point != BPF_TC_INGRESS && hook->attach_point != BPF_TC_EGRESS))
		return bpf_wasm__fail(EINVAL);
	prog = bpf_wasm__program_of(opts->prog_fd);
	if (!prog)
		return bpf_wasm__fail(EBADF);
	if (!if_indextoname((unsigned)hook->ifindex, name))
		return -errno;
	filter = (struct bpf_wasm_tc_filter *)calloc(1, sizeof(*filter));
	if (!filter)
		return bpf_wasm__fail(ENOMEM);
	filter->link = bpf_wasm__attach_to(prog, name, ":",
					   hook->attach_point == BPF_TC_INGRESS ? "ingress" : "egress",
					   "");
	if (!filter->link) {
		free(filter);
		return -errno;
	}
	if (!opts->handle)
		opts->handle = 1;
	if (!opts->priority)
		opts->priority = 1;
	opts->prog_id = (uint32_t)prog->id;
	filter->ifindex = hook->ifindex;
	filter->attach_point = hook->attach_point;
	filter->handle = opts->handle;
	filter->priority = opts->priority;
	filter->next = bpf_wasm__tc_filters;
	bpf_wasm__tc_filters = filter;
	return 0;
}

static inline int bpf_tc_detach(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts)
{
	struct bpf_wasm_tc_filter **place = &bpf_wasm__tc_filters;
	int err;

	if (!hook || !opts || opts->flags || opts->prog_fd || opts->prog_id)
		return bpf_wasm__fail(EINVAL);
	for (; *place; place = &(*place)->next) {
		struct bpf_wasm_tc_filter *filter = *place;

		if (filter->ifindex != hook->ifindex || filter->attach_point != (int)hook->attach_point ||
		    filter->handle != opts->handle || filter->priority != opts->priority)
			continue;
		*place = filter->next;
		err = bpf_link__destroy(filter->link);
		free(filter);
		return err;
	}
	return bpf_wasm__fail(ENOENT);
}

#endif /* LIBBPF_WASM_NET_H */
