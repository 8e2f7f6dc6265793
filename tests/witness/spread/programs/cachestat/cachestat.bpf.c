// The page cache: hits and misses.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

__s64 total = 0;	/* all accesses */
__s64 misses = 0;	/* pages added */
__u64 mbd = 0;		/* buffers dirtied */

SEC("fentry/filemap_add_folio")
int BPF_PROG(added, struct address_space *mapping, struct folio *folio)
{
	if (BPF_CORE_READ(mapping, host, i_rdev) == 0)
		__sync_fetch_and_add(&misses, 1);
	return 0;
}

SEC("fentry/folio_mark_accessed")
int BPF_PROG(accessed, struct folio *folio)
{
	__sync_fetch_and_add(&total, 1 << (folio->_flags_1 & 1));
	return 0;
}

SEC("kprobe/mark_buffer_dirty")
int BPF_KPROBE(dirtied, struct buffer_head *bh)
{
	__u64 size = BPF_CORE_READ(bh, b_size);

	if (size)
		__sync_fetch_and_add(&mbd, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
