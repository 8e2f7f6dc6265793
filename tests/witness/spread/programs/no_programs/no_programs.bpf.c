// Maps alone, for others to share.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct shared { struct bpf_spin_lock lock; u64 bytes, packets; };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct perf_event_attr);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} attributes SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_CGRP_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct shared);
} groups SEC(".maps");
char _license[] SEC("license") = "GPL";
