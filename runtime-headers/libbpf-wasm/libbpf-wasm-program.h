/* SPDX-License-Identifier: MIT-0 */
/* Programs and links: attach by section or to a target, detach, run once. */
#ifndef LIBBPF_WASM_PROGRAM_H
#define LIBBPF_WASM_PROGRAM_H

#include "libbpf-wasm-object.h"

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

static inline bool bpf_program__autoload(const struct bpf_program *prog)
{
	return prog->autoload;
}

static inline int bpf_program__set_autoload(struct bpf_program *prog, bool autoload)
{
	if (prog->obj->handle)
		return bpf_wasm__fail(EINVAL);
	prog->autoload = autoload;
	prog->is_autoload_set = true;
	return 0;
}

/*
 * A host loads a program for what its section names. Programs ask first whether the kernel has the
 * function (libbpf_find_vmlinux_btf_id), and take a kprobe when it does not say so.
 */
static inline int bpf_program__set_attach_target(struct bpf_program *prog, int attach_prog_fd,
						 const char *function)
{
	(void)prog;
	(void)attach_prog_fd;
	(void)function;
	return bpf_wasm__fail(EOPNOTSUPP);
}

/* A number of ours that stands for the program; negative before load. */
static inline int bpf_program__fd(const struct bpf_program *prog)
{
	return prog && prog->obj->handle && prog->autoload ? prog->id : bpf_wasm__fail(EINVAL);
}

static inline struct bpf_program *bpf_wasm__program_of(int fd)
{
	struct bpf_object *obj;
	struct bpf_program *prog;

	for (obj = bpf_wasm__state.objects; obj; obj = obj->next) {
		for (prog = obj->programs; prog; prog = prog->next) {
			if (prog->id == fd && obj->handle)
				return prog;
		}
	}
	return NULL;
}

/* Where to attach instead of where the section says: an interface, a cgroup's path. */
static inline int bpf_set_prog_attach_target(struct bpf_program *prog, const char *target)
{
	char *copy = bpf_wasm__copy(target);

	if (!copy)
		return bpf_wasm__fail(ENOMEM);
	free(prog->attach_target);
	prog->attach_target = copy;
	return 0;
}

static inline struct bpf_link *bpf_wasm__attach(struct bpf_program *prog, const char *target)
{
	size_t name_size = strlen(prog->name) + 1;
	struct bpf_link *link;
	int err;

	if (!prog->obj->handle)
		return (struct bpf_link *)bpf_wasm__fail_null(EINVAL);
	link = (struct bpf_link *)malloc(sizeof(*link) + name_size);
	if (!link)
		return (struct bpf_link *)bpf_wasm__fail_null(ENOMEM);
	/* An empty target and not NULL: hosts read a string at address 0. */
	err = bpf_wasm__result(
		wasm_attach_bpf_program(prog->obj->handle, prog->name, target ? target : ""));
	if (err < 0) {
		free(link);
		return (struct bpf_link *)bpf_wasm__fail_null(-err);
	}
	link->handle = prog->obj->handle;
	link->id = err;
	memcpy(link->name, prog->name, name_size);
	return link;
}

static inline struct bpf_link *bpf_program__attach(struct bpf_program *prog)
{
	return bpf_wasm__attach(prog, prog->attach_target);
}

/* With hosts that cannot detach one program, the attachment ends with the object. */
static inline int bpf_link__destroy(struct bpf_link *link)
{
	int err = 0;

	if (!link)
		return 0;
	if (bpf_wasm__has_host())
		err = bpf_wasm__command(link->id, ECC_DETACH, link->name, NULL, link->handle);
	free(link);
	/* Closing the object has detached it. */
	return err == -EBADF ? 0 : err;
}

/* The imports that every host has know no struct_ops: a host attaches such a map by itself. */
static inline struct bpf_link *bpf_map__attach_struct_ops(const struct bpf_map *map)
{
	(void)map;
	return (struct bpf_link *)bpf_wasm__fail_null(EOPNOTSUPP);
}

/* Parts put together to a target; attaches to it. */
static inline struct bpf_link *bpf_wasm__attach_to(struct bpf_program *prog, const char *first,
						   const char *between, const char *second,
						   const char *third)
{
	size_t size = strlen(first) + strlen(between) + strlen(second) + strlen(third) + 1;
	char *target = (char *)malloc(size);
	struct bpf_link *link;

	if (!target)
		return (struct bpf_link *)bpf_wasm__fail_null(ENOMEM);
	strcpy(target, first);
	strcat(target, between);
	strcat(target, second);
	strcat(target, third);
	link = bpf_wasm__attach(prog, target);
	free(target);
	return link;
}

static inline struct bpf_link *bpf_program__attach_tracepoint(struct bpf_program *prog,
							      const char *category, const char *name)
{
	return bpf_wasm__attach_to(prog, category, "/", name, "");
}

static inline struct bpf_link *bpf_program__attach_raw_tracepoint(struct bpf_program *prog,
								  const char *name)
{
	return bpf_wasm__attach(prog, name);
}

static inline struct bpf_link *bpf_program__attach_trace(struct bpf_program *prog)
{
	return bpf_wasm__attach(prog, NULL);
}

static inline struct bpf_link *bpf_program__attach_lsm(struct bpf_program *prog)
{
	return bpf_wasm__attach(prog, NULL);
}

/* The target says what the section may say otherwise. */
static inline struct bpf_link *bpf_program__attach_kprobe(struct bpf_program *prog, bool retprobe,
							  const char *function)
{
	return bpf_wasm__attach_to(prog, retprobe ? "kretprobe:" : "kprobe:", "", function, "");
}

struct bpf_uprobe_opts {
	size_t sz;
	size_t ref_ctr_offset;
	uint64_t bpf_cookie;
	bool retprobe;
	const char *func_name;
};

/* "<digits>" of a number, in a buffer of its caller. */
static inline char *bpf_wasm__digits(char *end, unsigned long long value, unsigned base)
{
	*end = '\0';
	do {
		*--end = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	return end;
}

static inline struct bpf_link *bpf_program__attach_uprobe_opts(struct bpf_program *prog, int pid,
							       const char *binary, size_t offset,
							       const struct bpf_uprobe_opts *opts)
{
	const char *kind = opts && opts->retprobe ? "uretprobe:" : "uprobe:";
	char place[32], process[32] = "";
	struct bpf_link *link;
	const char *symbol;
	char *file;

	/* What the host has no words for. */
	if (opts && (opts->ref_ctr_offset || opts->bpf_cookie || (opts->func_name && offset)))
		return (struct bpf_link *)bpf_wasm__fail_null(EOPNOTSUPP);
	if (opts && opts->func_name) {
		symbol = opts->func_name;
	} else {
		char *digits = bpf_wasm__digits(place + sizeof(place) - 1, offset, 16);

		*--digits = 'x';
		*--digits = '0';
		symbol = digits;
	}
	if (pid >= 0) {
		char *digits = bpf_wasm__digits(process + sizeof(process) - 1, (unsigned)pid, 10);

		*--digits = '@';
		memmove(process, digits, strlen(digits) + 1);
	}
	file = (char *)malloc(strlen(kind) + strlen(binary) + 1);
	if (!file)
		return (struct bpf_link *)bpf_wasm__fail_null(ENOMEM);
	strcpy(file, kind);
	strcat(file, binary);
	link = bpf_wasm__attach_to(prog, file, ":", symbol, process);
	free(file);
	return link;
}

static inline struct bpf_link *bpf_program__attach_uprobe(struct bpf_program *prog, bool retprobe,
							  int pid, const char *binary, size_t offset)
{
	struct bpf_uprobe_opts opts;

	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.retprobe = retprobe;
	return bpf_program__attach_uprobe_opts(prog, pid, binary, offset, &opts);
}

static inline struct bpf_link *bpf_program__attach_usdt(struct bpf_program *prog, int pid,
							const char *binary, const char *provider,
							const char *name, const void *opts)
{
	struct bpf_link *link;
	char *place;

	if (pid >= 0 || opts)
		return (struct bpf_link *)bpf_wasm__fail_null(EOPNOTSUPP);
	place = (char *)malloc(strlen(binary) + strlen(provider) + 2);
	if (!place)
		return (struct bpf_link *)bpf_wasm__fail_null(ENOMEM);
	strcpy(place, binary);
	strcat(place, ":");
	strcat(place, provider);
	link = bpf_wasm__attach_to(prog, place, ":", name, "");
	free(place);
	return link;
}

/* Runs a loaded program once, without an event. */
struct bpf_test_run_opts {
	size_t sz;
	const void *data_in;
	void *data_out;
	uint32_t data_size_in;
	uint32_t data_size_out; /* in: room; out: size */
	const void *ctx_in;
	void *ctx_out;
	uint32_t ctx_size_in;
	uint32_t ctx_size_out; /* in: room; out: size */
	uint32_t retval;
	int repeat;
	uint32_t duration; /* ns a run */
	uint32_t flags;
	uint32_t cpu;
	uint32_t batch_size;
};

static inline int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts)
{
	const struct bpf_program *prog = bpf_wasm__program_of(prog_fd);
	struct ecc_test_run run;
	int err;

	if (!prog || !opts)
		return bpf_wasm__fail(prog ? EINVAL : EBADF);
	memset(&run, 0, sizeof(run));
	run.data_in = (uint32_t)(uintptr_t)opts->data_in;
	run.data_size_in = opts->data_size_in;
	run.data_out = (uint32_t)(uintptr_t)opts->data_out;
	run.data_size_out = opts->data_size_out;
	run.ctx_in = (uint32_t)(uintptr_t)opts->ctx_in;
	run.ctx_size_in = opts->ctx_size_in;
	run.ctx_out = (uint32_t)(uintptr_t)opts->ctx_out;
	run.ctx_size_out = opts->ctx_size_out;
	run.repeat = (uint32_t)opts->repeat;
	run.flags = opts->flags;
	err = bpf_wasm__command(0, ECC_TEST_RUN, prog->name, &run, prog->obj->handle);
	opts->data_size_out = run.data_size_out;
	opts->ctx_size_out = run.ctx_size_out;
	opts->retval = run.retval;
	opts->duration = run.duration;
	return err;
}

#endif /* LIBBPF_WASM_PROGRAM_H */
