// SPDX-License-Identifier: MIT-0
// The user-space half of bootstrap: prints each process that starts or ends.
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bpf/libbpf.h>
#include "bootstrap.h"
#include "bootstrap.skel.h"

static struct {
	unsigned long long min_duration_ms;
	bool verbose;
} options;

static const struct argp_option argp_options[] = {
	{"duration", 'd', "MIN-DURATION-MS", 0, "only processes that lived as long as this", 0},
	{"verbose", 'v', NULL, 0, "tell what libbpf does", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static volatile sig_atomic_t exiting;

static error_t parse(int key, char *arg, struct argp_state *state)
{
	char *end;

	switch (key) {
	case 'd':
		options.min_duration_ms = strtoull(arg, &end, 10);
		if (end == arg || *end || *arg == '-')
			argp_error(state, "'%s' is no duration in milliseconds", arg);
		return 0;
	case 'v':
		options.verbose = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_usage(state);
	}
	return ARGP_ERR_UNKNOWN;
}

static int print_libbpf(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_DEBUG && !options.verbose)
		return 0;
	return vfprintf(stderr, format, args);
}

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static int on_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	time_t now = time(NULL);
	char clock[16];

	(void)ctx;
	if (size < sizeof(*e))
		return 0;
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	printf("%-8s %-5s %-16s %-7d %-7d ", clock, e->exit_event ? "EXIT" : "EXEC", e->comm, e->pid,
	       e->ppid);
	if (!e->exit_event)
		printf("%s\n", e->filename);
	// What was there before has no duration: nobody saw it start.
	else if (e->duration_ns)
		printf("[%u] (%llums)\n", e->exit_code, e->duration_ns / 1000000);
	else
		printf("[%u]\n", e->exit_code);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {argp_options, parse, NULL,
					 "Prints the processes that start and end.", NULL, NULL, NULL};
	struct ring_buffer *rb = NULL;
	struct bootstrap_bpf *skel;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, NULL))
		return 1;
	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	libbpf_set_print(print_libbpf);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = bootstrap_bpf__open();
	if (!skel) {
		fprintf(stderr, "cannot open the BPF object: %s\n", strerror(errno));
		return 1;
	}
	skel->rodata->min_duration_ns = options.min_duration_ms * 1000000;
	err = bootstrap_bpf__load(skel);
	if (err) {
		fprintf(stderr, "cannot load the BPF object: %s\n", strerror(-err));
		goto out;
	}
	err = bootstrap_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot attach to the tracepoints: %s\n", strerror(-err));
		goto out;
	}
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), on_event, NULL, NULL);
	if (!rb) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer: %s\n", strerror(errno));
		goto out;
	}

	printf("%-8s %-5s %-16s %-7s %-7s %s\n", "TIME", "EVENT", "COMM", "PID", "PPID",
	       "FILENAME/EXIT CODE");
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
	bootstrap_bpf__destroy(skel);
	return err != 0;
}
