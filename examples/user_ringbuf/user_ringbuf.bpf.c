// SPDX-License-Identifier: GPL-2.0 OR MIT
// Computes what user space asks for: questions come in one ring buffer, answers go in another.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "user_ringbuf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 64 * 1024);
} questions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} answers SEC(".maps");

static long handle_question(struct bpf_dynptr *sample, void *ctx)
{
	struct question question;
	struct answer *answer;

	// User space may submit anything: what is shorter than a question is none.
	if (bpf_dynptr_read(&question, sizeof(question), sample, 0, 0))
		return 0;
	answer = bpf_ringbuf_reserve(&answers, sizeof(*answer), 0);
	// No room: this one is lost, the others stay until the next time.
	if (!answer)
		return 1;
	// What a guest reads must not be what the ring held before.
	__builtin_memset(answer, 0, sizeof(*answer));
	answer->id = question.id;
	switch (question.operation) {
	case '+':
		answer->result = question.a + question.b;
		break;
	case '-':
		answer->result = question.a - question.b;
		break;
	case '*':
		answer->result = question.a * question.b;
		break;
	case '/':
		answer->refused = !question.b;
		if (question.b)
			answer->result = question.a / question.b;
		break;
	default:
		answer->refused = true;
	}
	bpf_ringbuf_submit(answer, 0);
	return 0;
}

// Runs when user space calls it, as it would call a function: returns how many it has answered.
SEC("syscall")
int drain(void *ctx)
{
	return bpf_user_ringbuf_drain(&questions, handle_question, NULL, 0);
}
