// SPDX-License-Identifier: MIT-0
// The user-space half of uprobe: prints who asks libc for which environment variable.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>
#include "uprobe.h"
#include "uprobe.skel.h"

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static int on_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	unsigned long long *calls = ctx;

	if (size < sizeof(*e))
		return 0;
	++*calls;
	printf("%-7d %-16s getenv(\"%s\") = ", e->pid, e->comm, e->name);
	if (e->found)
		printf("\"%s\"\n", e->value);
	else
		printf("NULL\n");
	return 0;
}

int main(void)
{
	unsigned long long calls = 0;
	struct ring_buffer *rb = NULL;
	struct uprobe_bpf *skel;
	int err;

	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = uprobe_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot open and load the BPF object: %s\n", strerror(errno));
		return 1;
	}
	err = uprobe_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot attach to getenv of libc.so.6: %s\n", strerror(-err));
		goto out;
	}
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), on_event, &calls, NULL);
	if (!rb) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer: %s\n", strerror(errno));
		goto out;
	}

	printf("%-7s %-16s %s\n", "PID", "COMM", "CALL");
	while (!exiting) {
		err = ring_buffer__poll(rb, 100);
		if (err < 0 && err != -EINTR) {
			fprintf(stderr, "cannot poll the ring buffer: %s\n", strerror(-err));
			goto out;
		}
	}
	err = 0;
	printf("%llu calls\n", calls);
out:
	ring_buffer__free(rb);
	uprobe_bpf__destroy(skel);
	return err != 0;
}
