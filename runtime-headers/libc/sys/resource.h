/* SPDX-License-Identifier: MIT-0 */
/*
 * Limits, which are the host's (ecli --memory, --time). Programs for libbpf raise RLIMIT_MEMLOCK, as
 * kernels before 5.11 want it; the host does that, so that setting a limit succeeds and changes
 * nothing. Numbers are Linux's.
 */
#ifndef ECC_SYS_RESOURCE_H
#define ECC_SYS_RESOURCE_H

#define RLIM_INFINITY (~0ULL)

enum {
	RLIMIT_CPU,
	RLIMIT_FSIZE,
	RLIMIT_DATA,
	RLIMIT_STACK,
	RLIMIT_CORE,
	RLIMIT_RSS,
	RLIMIT_NPROC,
	RLIMIT_NOFILE,
	RLIMIT_MEMLOCK,
	RLIMIT_AS,
};

typedef unsigned long long rlim_t;

struct rlimit {
	rlim_t rlim_cur;
	rlim_t rlim_max;
};

static inline int setrlimit(int resource, const struct rlimit *limit)
{
	(void)resource;
	(void)limit;
	return 0;
}

static inline int getrlimit(int resource, struct rlimit *limit)
{
	(void)resource;
	limit->rlim_cur = limit->rlim_max = RLIM_INFINITY;
	return 0;
}

#endif /* ECC_SYS_RESOURCE_H */
