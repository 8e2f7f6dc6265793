// Memory that is shared with user space by pointers; clang 19 knows the address space.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __arena __attribute__((address_space(1)))
#define PAGE_SIZE 4096

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 100);
} arena SEC(".maps");

void __arena *bpf_arena_alloc_pages(void *map, void __arena *addr, __u32 page_cnt, int node_id,
				    __u64 flags) __ksym __weak;
void bpf_arena_free_pages(void *map, void __arena *ptr, __u32 page_cnt) __ksym __weak;

struct elem { struct elem __arena *next; long value; };
struct elem __arena *__arena head;
int __arena skipped = 7;
long sum;

SEC("syscall")
int arena_list_add(void *ctx)
{
	struct elem __arena *n = bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0);

	if (!n)
		return 1;
	n->value = skipped;
	n->next = head;
	head = n;
	for (int i = 0; i < 10 && n; i++, n = n->next)
		sum += n->value;
	return 0;
}
char _license[] SEC("license") = "GPL";
