// SPDX-License-Identifier: MIT-0
// What a guest costs: events [light|print|lookup] COUNT.  The same source is compiled for libbpf and
// as a guest.  Tells nanoseconds and losses on standard error.
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "events.h"
#include "events.skel.h"

static unsigned long long seen, sum;

static unsigned long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int on_light(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	(void)ctx;
	if (size < sizeof(*e))
		return 0;
	seen++;
	sum += e->pid + e->time;
	return 0;
}

static int on_print(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	(void)ctx;
	if (size < sizeof(*e))
		return 0;
	seen++;
	printf("%-16s %-7d %2d %12lld %s\n", e->comm, e->pid, e->cpu, (long long)e->value, e->text);
	return 0;
}

/* Fills the ring and empties it, as often as that takes. */
static int read_events(struct events_bpf *skel, ring_buffer_sample_fn handler, unsigned long count)
{
	struct ring_buffer *rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), handler, NULL, NULL);
	int fd = bpf_program__fd(skel->progs.fill);
	unsigned long long start, spent = 0;
	unsigned long filled;

	if (!rb)
		return -errno;
	while (seen < count) {
		LIBBPF_OPTS(bpf_test_run_opts, run);
		for (filled = 0; filled < 800000 && seen + filled < count; filled += RECORDS_A_RUN) {
			int err = bpf_prog_test_run_opts(fd, &run);

			if (err)
				return err;
		}
		start = now();
		if (ring_buffer__consume(rb) <= 0)
			return -ENOSPC;
		spent += now() - start;
	}
	fprintf(stderr, "%.1f ns, %llu events, %llu lost\n", (double)spent / seen, seen,
		(unsigned long long)skel->bss->lost);
	ring_buffer__free(rb);
	return 0;
}

static int look_up(struct events_bpf *skel, unsigned long count)
{
	int fd = bpf_map__fd(skel->maps.numbers);
	unsigned long long value, start = now();
	unsigned long i;

	for (i = 0; i < count; i++) {
		unsigned key = i & 1023;

		if (bpf_map_lookup_elem(fd, &key, &value))
			return -errno;
		sum += value;
	}
	fprintf(stderr, "%.1f ns, %lu lookups, 0 lost\n", (double)(now() - start) / count, count);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "light";
	unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : 4000000;
	struct events_bpf *skel = events_bpf__open_and_load();
	int err;

	if (!skel) {
		fprintf(stderr, "cannot load: %s\n", strerror(errno));
		return 1;
	}
	if (strcmp(what, "lookup") == 0)
		err = look_up(skel, count);
	else
		err = read_events(skel, strcmp(what, "print") == 0 ? on_print : on_light, count);
	if (err)
		fprintf(stderr, "%s: %s\n", what, strerror(-err));
	events_bpf__destroy(skel);
	return err != 0;
}
