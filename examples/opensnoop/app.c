// SPDX-License-Identifier: MIT-0
// The user-space half of opensnoop: prints each file that is opened, or that is not.
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bpf/libbpf.h>
#include "opensnoop.h"
#include "opensnoop.skel.h"

#define PAGES_PER_CPU 64

static struct {
	int pid;
	bool failed_only;
	int duration;
} options;

static const struct argp_option argp_options[] = {
	{"pid", 'p', "PID", 0, "only this process", 0},
	{"failed", 'x', NULL, 0, "only what could not be opened", 0},
	{"duration", 'd', "SECONDS", 0, "end after this time", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static volatile sig_atomic_t exiting;

static int positive(const char *text, struct argp_state *state)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value <= 0 || value > 0x7fffffff)
		argp_error(state, "'%s' is not a positive number", text);
	return (int)value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'p':
		options.pid = positive(arg, state);
		return 0;
	case 'x':
		options.failed_only = true;
		return 0;
	case 'd':
		options.duration = positive(arg, state);
		return 0;
	case ARGP_KEY_ARG:
		argp_usage(state);
	}
	return ARGP_ERR_UNKNOWN;
}

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static void on_event(void *ctx, int cpu, void *data, unsigned size)
{
	const struct event *e = data;

	(void)ctx;
	(void)cpu;
	if (size < sizeof(*e))
		return;
	printf("%-7d %-16s %3d %3d %s\n", e->pid, e->comm, e->ret < 0 ? -1 : e->ret,
	       e->ret < 0 ? -e->ret : 0, e->path);
}

static void on_lost(void *ctx, int cpu, unsigned long long count)
{
	(void)ctx;
	fprintf(stderr, "lost %llu events on CPU %d\n", count, cpu);
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = argp_options,
		.parser = parse,
		.doc = "Prints the files that processes open.",
	};
	struct perf_buffer *events = NULL;
	struct opensnoop_bpf *skel;
	time_t end;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, NULL))
		return 1;
	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = opensnoop_bpf__open();
	if (!skel) {
		fprintf(stderr, "cannot open the BPF object: %s\n", strerror(errno));
		return 1;
	}
	skel->rodata->wanted_pid = options.pid;
	skel->rodata->failed_only = options.failed_only;
	err = opensnoop_bpf__load(skel);
	if (err) {
		fprintf(stderr, "cannot load the BPF object: %s\n", strerror(-err));
		goto out;
	}
	err = opensnoop_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot attach to the tracepoints: %s\n", strerror(-err));
		goto out;
	}
	events = perf_buffer__new(bpf_map__fd(skel->maps.events), PAGES_PER_CPU, on_event, on_lost,
				  NULL, NULL);
	if (!events) {
		err = -errno;
		fprintf(stderr, "cannot open the perf buffer: %s\n", strerror(errno));
		goto out;
	}

	printf("%-7s %-16s %3s %3s %s\n", "PID", "COMM", "FD", "ERR", "PATH");
	end = time(NULL) + options.duration;
	while (!exiting && (!options.duration || time(NULL) < end)) {
		err = perf_buffer__poll(events, 100);
		if (err < 0 && err != -EINTR) {
			fprintf(stderr, "cannot poll the perf buffer: %s\n", strerror(-err));
			goto out;
		}
	}
	err = 0;
out:
	perf_buffer__free(events);
	opensnoop_bpf__destroy(skel);
	return err != 0;
}
