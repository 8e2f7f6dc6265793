// SPDX-License-Identifier: MIT-0
// The user-space half of two_rings: polls both ring buffers as one, each with its own callback.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>
#include "two_rings.h"
#include "two_rings.skel.h"

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static int on_start(void *ctx, void *data, size_t size)
{
	const struct start_event *e = data;
	unsigned long long *starts = ctx;

	if (size < sizeof(*e))
		return 0;
	++*starts;
	printf("START %-7d %-16s parent %d, %s\n", e->pid, e->comm, e->ppid, e->filename);
	return 0;
}

static int on_exit_event(void *ctx, void *data, size_t size)
{
	const struct exit_event *e = data;
	unsigned long long *exits = ctx;

	if (size < sizeof(*e))
		return 0;
	++*exits;
	if (e->signal)
		printf("EXIT  %-7d %-16s signal %d\n", e->pid, e->comm, e->signal);
	else
		printf("EXIT  %-7d %-16s code %d\n", e->pid, e->comm, e->code);
	return 0;
}

int main(void)
{
	unsigned long long starts = 0, exits = 0;
	struct ring_buffer *rings = NULL;
	struct two_rings_bpf *skel;
	int err;

	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = two_rings_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot open and load the BPF object: %s\n", strerror(errno));
		return 1;
	}
	err = two_rings_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot attach to the tracepoints: %s\n", strerror(-err));
		goto out;
	}
	rings = ring_buffer__new(bpf_map__fd(skel->maps.starts), on_start, &starts, NULL);
	if (!rings) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer of starts: %s\n", strerror(errno));
		goto out;
	}
	err = ring_buffer__add(rings, bpf_map__fd(skel->maps.exits), on_exit_event, &exits);
	if (err) {
		fprintf(stderr, "cannot add the ring buffer of exits: %s\n", strerror(-err));
		goto out;
	}

	while (!exiting) {
		err = ring_buffer__poll(rings, 100);
		if (err < 0 && err != -EINTR) {
			fprintf(stderr, "cannot poll the ring buffers: %s\n", strerror(-err));
			goto out;
		}
	}
	// What came while nobody looked.
	err = ring_buffer__consume(rings);
	if (err < 0)
		fprintf(stderr, "cannot read what is left: %s\n", strerror(-err));
	printf("%llu starts, %llu exits\n", starts, exits);
out:
	ring_buffer__free(rings);
	two_rings_bpf__destroy(skel);
	return err < 0;
}
