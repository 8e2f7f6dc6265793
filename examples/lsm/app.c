// SPDX-License-Identifier: MIT-0
// The user-space half of lsm: prints each file that is opened, by its whole path.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>
#include "lsm.h"
#include "lsm.skel.h"

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static int on_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	(void)ctx;
	if (size < sizeof(*e))
		return 0;
	printf("%-7d %-6u %-16s %-5s %s\n", e->pid, e->uid, e->comm,
	       e->for_writing ? "write" : "read", e->path);
	return 0;
}

int main(void)
{
	struct ring_buffer *rb = NULL;
	struct lsm_bpf *skel;
	int err;

	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = lsm_bpf__open();
	if (!skel) {
		fprintf(stderr, "cannot open the BPF object: %s\n", strerror(errno));
		return 1;
	}
	err = lsm_bpf__load(skel);
	if (!err)
		err = lsm_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot load or attach the LSM program: %s\n", strerror(-err));
		// Root is not enough, and the verifier has nothing to say about it.
		fprintf(stderr, "this needs a kernel with CONFIG_BPF_LSM, 'bpf' in its lsm= list, "
				"and no lockdown\n");
		goto out;
	}
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), on_event, NULL, NULL);
	if (!rb) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer: %s\n", strerror(errno));
		goto out;
	}

	printf("%-7s %-6s %-16s %-5s %s\n", "PID", "UID", "COMM", "FOR", "PATH");
	while (!exiting) {
		err = ring_buffer__poll(rb, 100);
		if (err < 0 && err != -EINTR) {
			fprintf(stderr, "cannot poll the ring buffer: %s\n", strerror(-err));
			goto out;
		}
	}
	err = 0;
out:
	ring_buffer__free(rb);
	lsm_bpf__destroy(skel);
	return err != 0;
}
