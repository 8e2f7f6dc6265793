/* How long tasks waited for a CPU, in powers of two. */
#ifndef RUNQLAT_H
#define RUNQLAT_H

#define MAX_SLOTS 26

/* slots[i] counts the waits from 2^i to 2^(i+1) - 1, slots[0] those of 0 as well. */
struct hist {
	unsigned long long slots[MAX_SLOTS];
};

#endif
