// SPDX-License-Identifier: MIT-0
// What programs for libbpf include and a sandbox cannot do: it compiles, as C and as C++, and says no.
#include <argp.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <gelf.h>
#include <libelf.h>
#include <linux/if_ether.h>
#include <linux/perf_event.h>
#include <sys/resource.h>
#include <string.h>
#include "prog.skel.h"

/* Names of the reference's own, which libbpf does not have. */
struct bpf_buffer { int anything; };
static inline int bpf_buffer__open(struct bpf_buffer *buffer) { return buffer->anything; }

int main(void)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
	struct bpf_buffer buffer = {0};
	struct bpf_insn insn;

	memset(&insn, 0, sizeof(insn));
	insn.code = BPF_JMP | BPF_EXIT;
	printf("%d %d %d\n", INT_MAX == 2147483647, PATH_MAX > 255, ETH_P_IP == 0x800);
	printf("%d %d\n", setrlimit(RLIMIT_MEMLOCK, &limit), bpf_buffer__open(&buffer));
	printf("%d %d\n", btf__load_vmlinux_btf() == NULL, errno == EOPNOTSUPP);
	printf("%d\n", libbpf_find_vmlinux_btf_id("x", BPF_TRACE_FENTRY) == -EOPNOTSUPP);
	printf("%d %d\n", bpf_prog_load(BPF_PROG_TYPE_KPROBE, "x", "GPL", &insn, 1, NULL) == -ENOSYS,
	       bpf_map_create(BPF_MAP_TYPE_RINGBUF, "x", 0, 0, 4096, NULL) == -ENOSYS);
	printf("%d\n", bpf_program__set_attach_target(NULL, 0, "x") == -EOPNOTSUPP);
	printf("%d %d\n", elf_version(EV_CURRENT) == EV_NONE, elf_begin(0, ELF_C_READ, NULL) == NULL);
	return 0;
}
