// SPDX-License-Identifier: MIT-0
// The user-space half of execve: prints who starts what, and with which arguments.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <bpf/libbpf.h>
#include "execve.h"
#include "execve.skel.h"

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static int on_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	unsigned long long *events = ctx;
	time_t now = time(NULL);
	char clock[16];

	if (size < sizeof(*e))
		return 0;
	++*events;
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	printf("%-8s %-7d %-7d %-6u %-16s %s", clock, e->pid, e->ppid, e->uid, e->comm,
	       e->filename);
	for (size_t i = 0; i < e->args_size && i < sizeof(e->args); i += strlen(&e->args[i]) + 1)
		printf(" %s", &e->args[i]);
	printf("%s\n", e->args_cut ? " ..." : "");
	return 0;
}

int main(void)
{
	unsigned long long events = 0;
	struct ring_buffer *rb = NULL;
	struct execve_bpf *skel;
	int err;

	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = execve_bpf__open();
	if (!skel) {
		fprintf(stderr, "cannot open the BPF object: %s\n", strerror(errno));
		return 1;
	}
	err = execve_bpf__load(skel);
	if (err) {
		fprintf(stderr, "cannot load the BPF object: %s\n", strerror(-err));
		goto out;
	}
	err = execve_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot attach to the tracepoint: %s\n", strerror(-err));
		goto out;
	}
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), on_event, &events, NULL);
	if (!rb) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer: %s\n", strerror(errno));
		goto out;
	}

	printf("%-8s %-7s %-7s %-6s %-16s %s\n", "TIME", "PID", "PPID", "UID", "COMM",
	       "FILENAME ARGS");
	while (!exiting) {
		err = ring_buffer__poll(rb, 100);
		if (err < 0 && err != -EINTR) {
			fprintf(stderr, "cannot poll the ring buffer: %s\n", strerror(-err));
			goto out;
		}
	}
	err = 0;
	printf("%llu calls\n", events);
out:
	ring_buffer__free(rb);
	execve_bpf__destroy(skel);
	return err != 0;
}
