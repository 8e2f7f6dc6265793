/* What is counted on each CPU. */
#ifndef PERCPU_STATS_H
#define PERCPU_STATS_H

struct cpu_stats {
	unsigned long long switches;
	/* Of these: the task would have run on. */
	unsigned long long preempted;
	/* Of these: there was nothing left to run. */
	unsigned long long to_idle;
};

#endif
