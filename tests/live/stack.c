// SPDX-License-Identifier: MIT-0
// Takes as much of the stack as it is told, and looks at its data then.
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <sys/resource.h>

static char important[16384] = "important data";

__attribute__((noinline)) static int fill(volatile char *bytes, int count)
{
	for (int i = count - 1; i >= 0; i--)
		bytes[i] = 'A';
	return bytes[count / 2];
}

int main(int argc, char **argv)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
	int count = argc > 1 ? atoi(argv[1]) : 1;
	char big[count];

	if (setrlimit(RLIMIT_MEMLOCK, &limit))
		return 1;
	fill(big, count);
	/* <stdio.h> comes with <bpf/libbpf.h>. */
	printf("%s\n", important);
	return 0;
}
