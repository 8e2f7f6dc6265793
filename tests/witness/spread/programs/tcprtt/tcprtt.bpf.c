// Round trip times; kernel sockets reached by container_of-like casts.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_endian.h>

#define AF_INET 2

struct hist {
	__u64 latency, cnt;
	__u32 slots[27];
};

const volatile __u16 sport = 0, dport = 0;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u64);
	__type(value, struct hist);
} hists SEC(".maps");

static struct hist zero;

/* Some kernels keep the timestamps in another member: srtt_us is all that we want. */
static int handle(struct sock *sk)
{
	const struct inet_sock *inet = (struct inet_sock *)sk;
	struct tcp_sock *tp = (struct tcp_sock *)sk;
	struct hist *h;
	u64 key, slot = 0;
	u32 srtt;

	if (sport && sport != BPF_CORE_READ(inet, inet_sport))
		return 0;
	if (dport && dport != BPF_CORE_READ(sk, __sk_common.skc_dport))
		return 0;
	key = BPF_CORE_READ(sk, __sk_common.skc_family) == AF_INET
		      ? BPF_CORE_READ(inet, sk.__sk_common.skc_daddr)
		      : BPF_CORE_READ(inet, pinet6, saddr.in6_u.u6_addr32[3]);
	h = bpf_map_lookup_elem(&hists, &key);
	if (!h) {
		bpf_map_update_elem(&hists, &key, &zero, 0);
		h = bpf_map_lookup_elem(&hists, &key);
		if (!h)
			return 0;
	}
	srtt = BPF_CORE_READ(tp, srtt_us) >> 3;
	while (slot < 26 && srtt >> (slot + 1))
		slot++;
	__sync_fetch_and_add(&h->slots[slot], 1);
	__sync_fetch_and_add(&h->latency, srtt);
	__sync_fetch_and_add(&h->cnt, 1);
	return 0;
}

SEC("fentry/tcp_rcv_established")
int BPF_PROG(tcp_rcv, struct sock *sk) { return handle(sk); }
SEC("kprobe/tcp_rcv_established")
int BPF_KPROBE(tcp_rcv_kprobe, struct sock *sk) { return handle(sk); }

char LICENSE[] SEC("license") = "GPL";
