// Cache references and misses, sampled by the hardware.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "llcstat.h"

const volatile bool targ_per_thread = false;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct key_info);
	__type(value, struct value_info);
} infos SEC(".maps");

static __always_inline int trace_event(__u64 sample_period, bool miss)
{
	struct value_info *infop, zero = {};
	struct key_info key = {};
	u64 pid_tgid = bpf_get_current_pid_tgid();

	key.cpu = bpf_get_smp_processor_id();
	key.pid = pid_tgid >> 32;
	key.tid = targ_per_thread ? (u32)pid_tgid : key.pid;
	infop = bpf_map_lookup_elem(&infos, &key);
	if (!infop) {
		if (bpf_map_update_elem(&infos, &key, &zero, BPF_NOEXIST) ||
		    !(infop = bpf_map_lookup_elem(&infos, &key)))
			return 0;
		bpf_get_current_comm(infop->comm, sizeof(infop->comm));
	}
	*(miss ? &infop->miss : &infop->ref) += sample_period;
	return 0;
}

SEC("perf_event")
int on_cache_miss(struct bpf_perf_event_data *ctx) { return trace_event(ctx->sample_period, true); }
SEC("perf_event")
int on_cache_ref(struct bpf_perf_event_data *ctx) { return trace_event(ctx->sample_period, false); }

char LICENSE[] SEC("license") = "GPL";
