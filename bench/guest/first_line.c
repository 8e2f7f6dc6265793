// SPDX-License-Identifier: MIT-0
// How long a program takes to its first line: first_line PROGRAM [ARGS...].  Prints milliseconds from
// the start to the first byte of its output, and its peak memory in MB; then ends it with SIGINT.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double start, line;
	int output[2], status;
	char byte;
	pid_t pid;

	if (argc < 2 || pipe(output))
		return 2;
	start = now_ms();
	pid = vfork();
	if (pid == 0) {
		dup2(output[1], 1);
		close(output[0]);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	close(output[1]);
	if (pid < 0 || read(output[0], &byte, 1) != 1) {
		fprintf(stderr, "first_line: '%s' printed nothing\n", argv[1]);
		return 1;
	}
	line = now_ms();
	kill(pid, SIGINT);
	/* What it still prints must not keep it. */
	while (read(output[0], &byte, 1) == 1)
		;
	if (wait4(pid, &status, 0, &usage) != pid)
		return 1;
	printf("%.2f %.1f\n", line - start, usage.ru_maxrss / 1024.0);
	return 0;
}
