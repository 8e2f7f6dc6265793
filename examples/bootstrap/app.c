// SPDX-License-Identifier: MIT-0
// The user-space half of bootstrap, as a Wasm guest: prints each process that starts or ends.
#include <stdio.h>

#include "bootstrap.skel.h"

static int on_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	(void)ctx;
	if (size < sizeof(*e))
		return 0;
	if (e->exit_event)
		printf("EXIT  %-7d %-7d %-16s %u  %llums\n", e->pid, e->ppid, e->comm, e->exit_code,
		       e->duration_ns / 1000000);
	else
		printf("EXEC  %-7d %-7d %-16s %s\n", e->pid, e->ppid, e->comm, e->filename);
	return 0;
}

int main(int argc, char **argv)
{
	struct bootstrap_bpf *skel = bootstrap_bpf__open();
	struct bpf_buffer *events = NULL;
	int err = 1;

	if (!skel) {
		fprintf(stderr, "cannot open the BPF object\n");
		return 1;
	}
	// The first argument: tell only of processes that lived this many milliseconds.
	if (argc > 1)
		skel->rodata->min_duration_ns = strtoull(argv[1], NULL, 10) * 1000000;
	if (bootstrap_bpf__load(skel) || bootstrap_bpf__attach(skel)) {
		fprintf(stderr, "cannot load or attach the BPF object\n");
		goto out;
	}
	events = bpf_buffer__open(skel->maps.rb, on_event, NULL);
	if (!events)
		goto out;
	do {
		err = bpf_buffer__poll(events, 100);
	} while (err >= 0 || err == -EINTR);
out:
	bpf_buffer__free(events);
	bootstrap_bpf__destroy(skel);
	return err < 0;
}
