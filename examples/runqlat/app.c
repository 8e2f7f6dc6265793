// SPDX-License-Identifier: MIT-0
// The user-space half of runqlat: prints how long tasks waited for a CPU, as a histogram.
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "runqlat.h"
#include "runqlat.skel.h"

#define STARS 40

// Without arguments one histogram, at the end.
static struct {
	bool in_ms;
	int interval;
	int count;
} options;

static const struct argp_option argp_options[] = {
	{"milliseconds", 'm', NULL, 0, "milliseconds, not microseconds", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static volatile sig_atomic_t exiting;

static error_t parse(int key, char *arg, struct argp_state *state)
{
	char *end;
	long value;

	switch (key) {
	case 'm':
		options.in_ms = true;
		return 0;
	case ARGP_KEY_ARG:
		value = strtol(arg, &end, 10);
		if (end == arg || *end || value <= 0 || value > 0x7fffffff)
			argp_error(state, "'%s' is not a positive number", arg);
		if (state->arg_num > 1)
			argp_usage(state);
		*(state->arg_num ? &options.count : &options.interval) = (int)value;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static void print_hist(const struct hist *hist)
{
	unsigned long long most = 0;
	int used = 0;

	for (int i = 0; i < MAX_SLOTS; i++) {
		if (hist->slots[i])
			used = i + 1;
		if (hist->slots[i] > most)
			most = hist->slots[i];
	}
	if (!used)
		return;
	printf("     %-19s : count    distribution\n", options.in_ms ? "msecs" : "usecs");
	for (int i = 0; i < used; i++) {
		int stars = (int)(hist->slots[i] * STARS / most);

		printf("%10llu -> %-10llu : %-8llu |%.*s%*s|\n", i ? 1ULL << i : 0,
		       (2ULL << i) - 1, hist->slots[i], stars,
		       "****************************************", STARS - stars, "");
	}
}

// The kernel counts on while this reads: what was there before is subtracted, not reset.
static int print_new(int fd, struct hist *before)
{
	struct hist now, added;
	int zero = 0;
	time_t t = time(NULL);
	char clock[16];

	if (bpf_map_lookup_elem(fd, &zero, &now)) {
		fprintf(stderr, "cannot read the histogram: %s\n", strerror(errno));
		return -1;
	}
	for (int i = 0; i < MAX_SLOTS; i++)
		added.slots[i] = now.slots[i] - before->slots[i];
	*before = now;
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&t));
	printf("\n%s\n", clock);
	print_hist(&added);
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = argp_options,
		.parser = parse,
		.args_doc = "[INTERVAL [COUNT]]",
		.doc = "Prints how long tasks waited for a CPU.",
	};
	struct runqlat_bpf *skel;
	struct hist before = {0};
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, NULL))
		return 1;
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = runqlat_bpf__open();
	if (!skel) {
		fprintf(stderr, "cannot open the BPF object: %s\n", strerror(errno));
		return 1;
	}
	skel->rodata->in_ms = options.in_ms;
	err = runqlat_bpf__load(skel);
	if (err) {
		fprintf(stderr, "cannot load the BPF object: %s\n", strerror(-err));
		goto out;
	}
	err = runqlat_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot attach to the scheduler: %s\n", strerror(-err));
		goto out;
	}

	printf("Tracing run queue latency... Hit Ctrl-C to end.\n");
	fflush(stdout);
	for (int i = 0; !err && !exiting && (!options.count || i < options.count); i++) {
		// Second by second: not every host cuts a guest's sleep short.
		for (int s = 0; !exiting && (!options.interval || s < options.interval); s++)
			sleep(1);
		err = print_new(bpf_map__fd(skel->maps.hists), &before);
	}
out:
	runqlat_bpf__destroy(skel);
	return err != 0;
}
