// SPDX-License-Identifier: MIT-0
// The user-space half of tc: prints the IPv4 packets that come in at an interface.
#include <errno.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>
#include "tc.h"
#include "tc.skel.h"

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static int on_packet(void *ctx, void *data, size_t size)
{
	const struct packet *p = data;
	unsigned long long *packets = ctx;

	if (size < sizeof(*p))
		return 0;
	++*packets;
	printf("length %5u  ttl %3u  protocol %3u\n", p->length, p->ttl, p->protocol);
	return 0;
}

int main(int argc, char **argv)
{
	const char *interface = argc > 1 ? argv[1] : "lo";
	int ifindex = (int)if_nametoindex(interface);
	DECLARE_LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = BPF_TC_INGRESS);
	DECLARE_LIBBPF_OPTS(bpf_tc_opts, filter, .handle = 1, .priority = 1);
	bool hook_created = false, attached = false;
	unsigned long long packets = 0;
	struct ring_buffer *rb = NULL;
	struct tc_bpf *skel;
	int err, end;

	if (argc > 2) {
		fprintf(stderr, "usage: tc [INTERFACE]\n");
		return 1;
	}
	if (!ifindex) {
		fprintf(stderr, "there is no interface '%s': %s\n", interface, strerror(errno));
		return 1;
	}
	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = tc_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot open and load the BPF object: %s\n", strerror(errno));
		return 1;
	}
	err = bpf_tc_hook_create(&hook);
	// Another's queueing discipline stays when this ends.
	hook_created = !err;
	if (err && err != -EEXIST) {
		fprintf(stderr, "cannot create clsact at '%s': %s\n", interface, strerror(-err));
		goto out;
	}
	filter.prog_fd = bpf_program__fd(skel->progs.handle_ingress);
	err = bpf_tc_attach(&hook, &filter);
	attached = !err;
	if (err) {
		fprintf(stderr, "cannot attach to '%s' ingress: %s\n", interface, strerror(-err));
		goto out;
	}
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), on_packet, &packets, NULL);
	if (!rb) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer: %s\n", strerror(errno));
		goto out;
	}

	while (!exiting) {
		err = ring_buffer__poll(rb, 100);
		if (err < 0 && err != -EINTR) {
			fprintf(stderr, "cannot poll the ring buffer: %s\n", strerror(-err));
			goto out;
		}
	}
	err = 0;
	printf("%llu packets\n", packets);
out:
	ring_buffer__free(rb);
	if (attached) {
		// The filter is named by handle and priority alone.
		filter.flags = filter.prog_id = 0;
		filter.prog_fd = 0;
		end = bpf_tc_detach(&hook, &filter);
		if (end)
			fprintf(stderr, "cannot detach from '%s': %s\n", interface, strerror(-end));
		err = err ? err : end;
	}
	if (hook_created) {
		// Both directions name the queueing discipline itself, one only its filters.
		hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
		end = bpf_tc_hook_destroy(&hook);
		if (end)
			fprintf(stderr, "cannot remove clsact from '%s': %s\n", interface,
				strerror(-end));
		err = err ? err : end;
	}
	tc_bpf__destroy(skel);
	return err != 0;
}
