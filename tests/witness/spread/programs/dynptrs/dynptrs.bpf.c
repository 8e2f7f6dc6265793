// Buffers of unknown length, reserved, sliced and copied; a user ring that is drained.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct record_of { int pid; long value; char text[16]; };

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ringbuf SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} commands SEC(".maps");

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, __u64 flags, struct bpf_dynptr *ptr) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u32 offset, void *buffer, u32 size) __ksym;
long drained;

static long drain(struct bpf_dynptr *dynptr, void *context)
{
	struct record_of *s = bpf_dynptr_data(dynptr, 0, sizeof(*s));

	if (s)
		*(long *)context += s->value;
	return 0;
}

SEC("tp/syscalls/sys_enter_nanosleep")
int reserve(void *ctx)
{
	struct bpf_dynptr ptr;
	struct record_of s = {.pid = bpf_get_current_pid_tgid() >> 32};

	if (!bpf_ringbuf_reserve_dynptr(&ringbuf, sizeof(s), 0, &ptr))
		bpf_dynptr_write(&ptr, 0, &s, sizeof(s), 0);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return bpf_user_ringbuf_drain(&commands, drain, &drained, 0) < 0;
}

SEC("tc")
int slices(struct __sk_buff *skb)
{
	struct bpf_dynptr ptr;
	struct ethhdr room, *eth;

	if (bpf_dynptr_from_skb(skb, 0, &ptr))
		return 0;
	eth = bpf_dynptr_slice(&ptr, 0, &room, sizeof(room));
	return eth ? eth->h_proto : 0;
}
char _license[] SEC("license") = "GPL";
