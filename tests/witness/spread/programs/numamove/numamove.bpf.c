// Time that moving pages between nodes costs.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u32);
	__type(value, u64);
} start SEC(".maps");

__u64 latency = 0;
__u64 num = 0;

SEC("fentry/migrate_misplaced_folio")
int BPF_PROG(migrate, struct folio *folio)
{
	u32 pid = bpf_get_current_pid_tgid();
	u64 ts = bpf_ktime_get_ns();

	if (bpf_core_enum_value_exists(enum vm_event_item, NUMA_PAGE_MIGRATE))
		bpf_map_update_elem(&start, &pid, &ts, 0);
	return 0;
}

SEC("fexit/migrate_misplaced_folio")
int BPF_PROG(migrated)
{
	u32 pid = bpf_get_current_pid_tgid();
	u64 *then = bpf_map_lookup_elem(&start, &pid);

	if (!then)
		return 0;
	__sync_fetch_and_add(&latency, (bpf_ktime_get_ns() - *then) / 1000000U);
	__sync_fetch_and_add(&num, 1);
	bpf_map_delete_elem(&start, &pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
