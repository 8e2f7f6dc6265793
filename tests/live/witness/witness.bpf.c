// Writes a value of its own into every field that the examples and `struct every` share.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "witness.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct every);
} values SEC(".maps");

SEC("syscall") int fill(void *ctx)
{
	__u32 key = 0;
	struct every *e = bpf_map_lookup_elem(&values, &key);

	if (!e)
		return 1;
	e->tiny = -101;
	e->number = -102000000000;
	e->address_sized = 103000000000;
	e->pointer = (void *)0x1040000000;
	e->array[0] = 105;
	e->array[1] = -106;
	e->array[2] = 107;
	e->array[3] = -108;
	e->low = 0x6d;
	e->straddles = 0xabcde;
	e->negative = -111;
	e->wide = 0x7012345678;
	e->flag = 1;
	e->truth = 1;
	e->colour = GREEN;
	e->pairs[0].first = 5;
	e->pairs[0].second = 21;
	e->pairs[1].first = 6;
	e->pairs[1].second = 22;
	e->whole = 0x11223344;
	e->packed.c = 'p';
	e->packed.l = -117000000000;
	e->huge = (unsigned __int128)0x1180000000000001 << 64 | 0x1180000000000002;
	e->event.pid = 119;
	e->event.ppid = 120;
	e->event.exit_code = 121;
	e->event.duration_ns = 122000000000;
	for (int i = 0; i < sizeof(e->event.comm); i++)
		e->event.comm[i] = i < 4 ? "comm"[i] : 0;
	for (int i = 0; i < sizeof(e->event.filename); i++)
		e->event.filename[i] = i < 3 ? '/' + i : 0;
	e->event.exit_event = 1;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
