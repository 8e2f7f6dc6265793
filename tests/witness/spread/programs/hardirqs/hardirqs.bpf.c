// Interrupts by name; the name hangs on a chain of pointers.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct irq_key { char name[32]; };
struct info { __u64 count; };
static struct info zero;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, struct irq_key);
	__type(value, struct info);
} infos SEC(".maps");

static int handle(int irq, struct irqaction *action)
{
	struct irq_key key = {};
	struct info *info;

	bpf_probe_read_kernel_str(&key.name, sizeof(key.name), BPF_CORE_READ(action, name));
	info = bpf_map_lookup_elem(&infos, &key);
	if (!info) {
		bpf_map_update_elem(&infos, &key, &zero, BPF_NOEXIST);
		info = bpf_map_lookup_elem(&infos, &key);
	}
	if (info)
		info->count += 1;
	return 0;
}

SEC("tp_btf/irq_handler_entry")
int BPF_PROG(irq_entry_btf, int irq, struct irqaction *action) { return handle(irq, action); }

SEC("raw_tp/irq_handler_entry")
int BPF_PROG(irq_entry_raw, int irq, struct irqaction *action)
{
	irqreturn_t (*handler)(int, void *) = BPF_CORE_READ(action, handler);

	return handler ? handle(irq, action) : 0;
}

char LICENSE[] SEC("license") = "GPL";
