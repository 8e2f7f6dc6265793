// SPDX-License-Identifier: MIT-0
// The user-space half of xdp: a table of what an interface has received, each second.
#include <errno.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "xdp.h"
#include "xdp.skel.h"

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static const char *protocol_name(int protocol)
{
	static char number[16];

	switch (protocol) {
	case 1:
		return "ICMP";
	case 2:
		return "IGMP";
	case 6:
		return "TCP";
	case 17:
		return "UDP";
	case 58:
		return "ICMPv6";
	case NOT_IP:
		return "not IP";
	}
	snprintf(number, sizeof(number), "%d", protocol);
	return number;
}

// values has room for each of the cpus.
static int print_table(int fd, int cpus, struct traffic *values)
{
	time_t t = time(NULL);
	char clock[16];

	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&t));
	printf("%s\n%-8s %12s %14s\n", clock, "PROTOCOL", "PACKETS", "BYTES");
	for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
		struct traffic total = {0};

		if (bpf_map_lookup_elem(fd, &protocol, values)) {
			fprintf(stderr, "cannot read the counters: %s\n", strerror(errno));
			return -1;
		}
		for (int i = 0; i < cpus; i++) {
			total.packets += values[i].packets;
			total.bytes += values[i].bytes;
		}
		if (total.packets)
			printf("%-8s %12llu %14llu\n", protocol_name(protocol), total.packets,
			       total.bytes);
	}
	printf("\n");
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	const char *interface = argc > 1 ? argv[1] : "lo";
	unsigned ifindex = if_nametoindex(interface);
	int cpus = libbpf_num_possible_cpus();
	struct traffic *values = NULL;
	struct bpf_link *link = NULL;
	struct xdp_bpf *skel;
	int err = 0;

	if (argc > 2) {
		fprintf(stderr, "usage: xdp [INTERFACE]\n");
		return 1;
	}
	if (!ifindex) {
		fprintf(stderr, "there is no interface '%s': %s\n", interface, strerror(errno));
		return 1;
	}
	if (cpus < 0) {
		fprintf(stderr, "cannot tell how many CPUs there are: %s\n", strerror(-cpus));
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = xdp_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot open and load the BPF object: %s\n", strerror(errno));
		return 1;
	}
	values = calloc((size_t)cpus, sizeof(*values));
	if (!values) {
		fprintf(stderr, "cannot allocate for %d CPUs: %s\n", cpus, strerror(errno));
		err = -ENOMEM;
		goto out;
	}
	link = bpf_program__attach_xdp(skel->progs.handle_packet, (int)ifindex);
	if (!link) {
		err = -errno;
		fprintf(stderr, "cannot attach to interface '%s': %s\n", interface,
			strerror(errno));
		goto out;
	}

	while (!exiting && !err) {
		sleep(1);
		err = print_table(bpf_map__fd(skel->maps.traffic), cpus, values);
	}
out:
	bpf_link__destroy(link);
	free(values);
	xdp_bpf__destroy(skel);
	return err != 0;
}
