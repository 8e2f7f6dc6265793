// SPDX-License-Identifier: MIT-0
// Sends more than its buffers have room for, a thousand records to each, whoever reads them.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "lost.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} copied SEC(".maps"), reserved SEC(".maps");

static unsigned bursts;

SEC("raw_tp/sys_enter") int burst(void *ctx)
{
	if (__sync_fetch_and_add(&bursts, 1) >= 10)
		return 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 100; i++) {
		struct event event = {.number = i}, *room;

		bpf_ringbuf_output(&copied, &event, sizeof(event), 0);
		room = bpf_ringbuf_reserve(&reserved, sizeof(*room), 0);
		if (!room)
			continue;
		*room = event;
		bpf_ringbuf_submit(room, 0);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
