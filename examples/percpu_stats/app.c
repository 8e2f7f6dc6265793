// SPDX-License-Identifier: MIT-0
// The user-space half of percpu_stats: a table of the context switches, CPU by CPU, each second.
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
#include "percpu_stats.h"
#include "percpu_stats.skel.h"

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static void print_row(const char *cpu, const struct cpu_stats *now, const struct cpu_stats *before)
{
	printf("%-5s %10llu %10llu %10llu %12llu\n", cpu, now->switches - before->switches,
	       now->preempted - before->preempted, now->to_idle - before->to_idle, now->switches);
}

// now and before have a value for each of the cpus; what was read last time becomes before.
static int print_table(int fd, int cpus, struct cpu_stats *now, struct cpu_stats *before)
{
	struct cpu_stats total = {0}, total_before = {0};
	time_t t = time(NULL);
	char clock[16], cpu[16];
	int zero = 0;

	// One look-up brings the values of all CPUs.
	if (bpf_map_lookup_elem(fd, &zero, now)) {
		fprintf(stderr, "cannot read the counters: %s\n", strerror(errno));
		return -1;
	}
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&t));
	printf("%s\n%-5s %10s %10s %10s %12s\n", clock, "CPU", "SWITCHES", "PREEMPTED", "TO-IDLE",
	       "SINCE-START");
	for (int i = 0; i < cpus; i++) {
		// A CPU that could be there, but is not.
		if (!now[i].switches)
			continue;
		snprintf(cpu, sizeof(cpu), "%d", i);
		print_row(cpu, &now[i], &before[i]);
		total.switches += now[i].switches;
		total.preempted += now[i].preempted;
		total.to_idle += now[i].to_idle;
		total_before.switches += before[i].switches;
		total_before.preempted += before[i].preempted;
		total_before.to_idle += before[i].to_idle;
	}
	print_row("total", &total, &total_before);
	printf("\n");
	fflush(stdout);
	memcpy(before, now, sizeof(*now) * (size_t)cpus);
	return 0;
}

int main(void)
{
	struct cpu_stats *now = NULL, *before = NULL;
	int cpus = libbpf_num_possible_cpus();
	struct percpu_stats_bpf *skel;
	int err;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	if (cpus < 0) {
		fprintf(stderr, "cannot tell how many CPUs there are: %s\n", strerror(-cpus));
		return 1;
	}

	skel = percpu_stats_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot open and load the BPF object: %s\n", strerror(errno));
		return 1;
	}
	err = percpu_stats_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "cannot attach to the tracepoint: %s\n", strerror(-err));
		goto out;
	}
	now = calloc((size_t)cpus, sizeof(*now));
	before = calloc((size_t)cpus, sizeof(*before));
	if (!now || !before) {
		fprintf(stderr, "cannot allocate for %d CPUs: %s\n", cpus, strerror(errno));
		err = -ENOMEM;
		goto out;
	}

	while (!exiting && !err) {
		sleep(1);
		err = print_table(bpf_map__fd(skel->maps.stats), cpus, now, before);
	}
out:
	free(now);
	free(before);
	percpu_stats_bpf__destroy(skel);
	return err != 0;
}
