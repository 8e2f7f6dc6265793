#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include "event.h"
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");
int twice(int value);
SEC("tp/syscalls/sys_enter_execve") int on_exec(void *context)
{
	struct event event = { .value = twice(3) };
	bpf_ringbuf_output(&events, &event, sizeof(event), 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
