// Enumerators of 64 bits, own and the kernel's, that exist or not; types that match.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

enum huge { SMALL = 1, HUGE_ONE = 0x100000000ULL, HUGE_TOP = 0xffffffffffffffffULL };
enum negative { MINUS = -0x100000000LL, PLUS = 5 };
enum bpf_map_type___future { BPF_MAP_TYPE_TELEPATHIC___future = 999 };
struct task_struct___older { unsigned long state; };

struct result { enum huge h; enum negative n; u64 kinds[5]; } result;

SEC("raw_tp/sys_enter")
int values(void *ctx)
{
	result.h = HUGE_ONE;
	result.n = MINUS;
	result.kinds[0] = bpf_core_enum_value(enum bpf_map_type, BPF_MAP_TYPE_RINGBUF);
	result.kinds[1] = bpf_core_enum_value_exists(enum bpf_map_type___future, BPF_MAP_TYPE_TELEPATHIC___future);
	result.kinds[2] = bpf_core_type_size(struct task_struct) + bpf_core_type_exists(struct bpf_arena);
	result.kinds[3] = bpf_core_field_size(struct task_struct, comm) + bpf_core_field_offset(struct mm_struct, arg_start);
	result.kinds[4] = bpf_core_type_id_kernel(struct inode) + bpf_core_type_id_local(struct result);
	return 0;
}
char _license[] SEC("license") = "GPL";
