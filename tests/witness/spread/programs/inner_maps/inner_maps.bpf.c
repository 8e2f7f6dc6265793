// Maps in maps, filled at load; and a bloom filter before them.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct inner_value { u64 hits; struct in6_addr address; };
struct inner_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct inner_value);
} inner_one SEC(".maps"), inner_two SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct inner_map);
} outer SEC(".maps") = {.values = {&inner_one, 0, &inner_two}};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 5);
	__uint(key_size, sizeof(int));
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_RINGBUF);
		__uint(max_entries, 4096);
	});
} rings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 1000);
	__uint(map_extra, 3);
	__type(value, u32);
} bloom SEC(".maps");

SEC("raw_tp/sys_enter")
int look(void *ctx)
{
	u32 cpu = bpf_get_smp_processor_id(), key = 1;
	struct inner_value *value;
	void *map;

	if (bpf_map_peek_elem(&bloom, &key))
		return 0;
	map = bpf_map_lookup_elem(&outer, &cpu);
	if (!map || !(value = bpf_map_lookup_elem(map, &key)))
		return 0;
	value->hits++;
	return value->address.in6_u.u6_addr8[0];
}
char _license[] SEC("license") = "GPL";
