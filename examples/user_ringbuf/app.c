// SPDX-License-Identifier: MIT-0
// The user-space half of user_ringbuf: asks the kernel some sums each second, prints the answers.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "user_ringbuf.h"
#include "user_ringbuf.skel.h"

static const char operations[] = {'+', '-', '*', '/', '%'};

static struct {
	unsigned asked;
	unsigned answered;
} counts;

static volatile sig_atomic_t exiting;

static void on_signal(int signal)
{
	(void)signal;
	exiting = 1;
}

static int on_answer(void *ctx, void *data, size_t size)
{
	const struct answer *answer = data;

	(void)ctx;
	if (size < sizeof(*answer))
		return 0;
	counts.answered++;
	if (answer->refused)
		printf("answer   %u: the kernel cannot compute this\n", answer->id);
	else
		printf("answer   %u: %llu\n", answer->id, answer->result);
	return 0;
}

static int ask(struct user_ring_buffer *questions, char operation, unsigned long long a,
	       unsigned long long b)
{
	struct question *question = user_ring_buffer__reserve(questions, sizeof(*question));

	if (!question) {
		fprintf(stderr, "cannot reserve a question: %s\n", strerror(errno));
		return -errno;
	}
	memset(question, 0, sizeof(*question));
	question->id = ++counts.asked;
	question->operation = operation;
	question->a = a;
	question->b = b;
	printf("question %u: %llu %c %llu\n", question->id, a, operation, b);
	user_ring_buffer__submit(questions, question);
	return 0;
}

int main(void)
{
	struct user_ring_buffer *questions = NULL;
	struct ring_buffer *answers = NULL;
	struct user_ringbuf_bpf *skel;
	int err;

	// A line at a time, also into a pipe.
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	skel = user_ringbuf_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot open and load the BPF object: %s\n", strerror(errno));
		return 1;
	}
	questions = user_ring_buffer__new(bpf_map__fd(skel->maps.questions), NULL);
	if (!questions) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer of questions: %s\n", strerror(errno));
		goto out;
	}
	answers = ring_buffer__new(bpf_map__fd(skel->maps.answers), on_answer, NULL, NULL);
	if (!answers) {
		err = -errno;
		fprintf(stderr, "cannot open the ring buffer of answers: %s\n", strerror(errno));
		goto out;
	}

	for (unsigned long long round = 0; !exiting; round++) {
		LIBBPF_OPTS(bpf_test_run_opts, run);

		// In the first round the divisor is 0.
		for (size_t i = 0; i < sizeof(operations); i++) {
			err = ask(questions, operations[i], 1000 + round, 7 * round);
			if (err)
				goto out;
		}
		err = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.drain), &run);
		if (err) {
			fprintf(stderr, "cannot run the program: %s\n", strerror(-err));
			goto out;
		}
		printf("the kernel has seen %u questions\n", run.retval);
		err = ring_buffer__consume(answers);
		if (err < 0) {
			fprintf(stderr, "cannot read the answers: %s\n", strerror(-err));
			goto out;
		}
		sleep(1);
	}
	err = 0;
	printf("%u questions, %u answers\n", counts.asked, counts.answered);
out:
	ring_buffer__free(answers);
	user_ring_buffer__free(questions);
	user_ringbuf_bpf__destroy(skel);
	return err != 0;
}
