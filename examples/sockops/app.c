// SPDX-License-Identifier: MIT-0
// The user-space half of sockops: prints the TCP connections of a cgroup's processes.
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <bpf/libbpf.h>
#include "sockops.h"
#include "sockops.skel.h"

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static void print_endpoint(bool ipv6, const void *address, unsigned short port)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(ipv6 ? AF_INET6 : AF_INET, address, text, sizeof(text));
	printf(ipv6 ? "[%s]:%u" : "%s:%u", text, port);
}

static int on_connection(void *ctx, void *data, size_t size)
{
	const struct connection *c = data;
	time_t now = time(NULL);
	char clock[16];

	(void)ctx;
	if (size < sizeof(*c))
		return 0;
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	printf("%-8s %-7s ", clock, c->active ? "active" : "passive");
	print_endpoint(c->ipv6, c->local, c->local_port);
	printf(c->active ? " -> " : " <- ");
	print_endpoint(c->ipv6, c->remote, c->remote_port);
	printf("\n");
	return 0;
}

int main(int argc, char **argv)
{
	const char *cgroup = argc > 1 ? argv[1] : "/sys/fs/cgroup/unified";
	struct ring_buffer *rb = NULL;
	struct sockops_bpf *skel;
	int err;

	if (argc > 2) {
		fprintf(stderr, "usage: sockops [CGROUP-DIRECTORY]\n");
		return 1;
	}
	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = sockops_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot open and load the BPF object: %s\n", strerror(errno));
		return 1;
	}
	// The host opens the directory: a guest may see no file system.
	err = bpf_set_prog_attach_target(skel->progs.handle_sockops, cgroup);
	if (!err)
		err = sockops_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot attach to cgroup '%s': %s\n", cgroup, strerror(-err));
		goto out;
	}
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), on_connection, NULL, NULL);
	if (!rb) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer: %s\n", strerror(errno));
		goto out;
	}

	printf("%-8s %-7s %s\n", "TIME", "SIDE", "LOCAL -> REMOTE");
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
	sockops_bpf__destroy(skel);
	return err != 0;
}
