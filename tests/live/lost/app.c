// SPDX-License-Identifier: MIT-0
// Reads nothing before all is sent, and prints how much there is then.
#include <stdio.h>
#include <unistd.h>
#include <bpf/libbpf.h>
#include "lost.h"
#include "lost.skel.h"

static int count(void *ctx, void *data, size_t size)
{
	(void)data;
	*(int *)ctx += size == sizeof(struct event);
	return 0;
}

int main(void)
{
	struct lost_bpf *skel = lost_bpf__open_and_load();
	int received = 0;
	struct ring_buffer *buffers;

	if (!skel)
		return 1;
	buffers = ring_buffer__new(bpf_map__fd(skel->maps.copied), count, &received, NULL);
	if (!buffers || ring_buffer__add(buffers, bpf_map__fd(skel->maps.reserved), count, &received) ||
	    lost_bpf__attach(skel))
		return 1;
	/* Each is a system call. */
	for (int i = 0; i < 100; i++)
		usleep(100);
	while (ring_buffer__consume(buffers) > 0)
		;
	printf("%d received\n", received);
	ring_buffer__free(buffers);
	lost_bpf__destroy(skel);
	return 0;
}
