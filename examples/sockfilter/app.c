// SPDX-License-Identifier: MIT-0
// The user-space half of sockfilter: prints the IPv4 packets of an interface.
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>
#include "sockfilter.h"
#include "sockfilter.skel.h"

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static const char *protocol_name(unsigned char protocol)
{
	static char number[8];

	switch (protocol) {
	case 1:
		return "ICMP";
	case 6:
		return "TCP";
	case 17:
		return "UDP";
	}
	snprintf(number, sizeof(number), "%u", protocol);
	return number;
}

static int on_packet(void *ctx, void *data, size_t size)
{
	const struct packet *p = data;
	const char *interface = ctx;
	char src[INET_ADDRSTRLEN], dst[INET_ADDRSTRLEN];

	if (size < sizeof(*p))
		return 0;
	inet_ntop(AF_INET, &p->src, src, sizeof(src));
	inet_ntop(AF_INET, &p->dst, dst, sizeof(dst));
	printf("%-8s %-3s %-5s %6u  ", interface, p->outgoing ? "out" : "in",
	       protocol_name(p->protocol), p->length);
	if (p->src_port || p->dst_port)
		printf("%s:%u -> %s:%u\n", src, p->src_port, dst, p->dst_port);
	else
		printf("%s -> %s\n", src, dst);
	return 0;
}

int main(int argc, char **argv)
{
	char *interface = argc > 1 ? argv[1] : "lo";
	struct ring_buffer *rb = NULL;
	struct sockfilter_bpf *skel;
	int err;

	if (argc > 2) {
		fprintf(stderr, "usage: sockfilter [INTERFACE]\n");
		return 1;
	}
	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = sockfilter_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot open and load the BPF object: %s\n", strerror(errno));
		return 1;
	}
	// The host opens the packet socket: a guest has none.
	err = bpf_set_prog_attach_target(skel->progs.handle_packet, interface);
	if (!err)
		err = sockfilter_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot attach to interface '%s': %s\n", interface, strerror(-err));
		goto out;
	}
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), on_packet, interface, NULL);
	if (!rb) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer: %s\n", strerror(errno));
		goto out;
	}

	printf("%-8s %-3s %-5s %6s  %s\n", "IFACE", "DIR", "PROTO", "LENGTH", "FROM -> TO");
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
	sockfilter_bpf__destroy(skel);
	return err != 0;
}
