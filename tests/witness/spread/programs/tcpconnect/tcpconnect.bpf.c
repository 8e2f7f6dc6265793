// Outgoing TCP connections of both families.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_endian.h>
#include "tcpconnect.h"

const volatile int ports[MAX_PORTS] = {};
const volatile int port_count = 0;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, u32);
	__type(value, struct sock *);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, struct flow4);
	__type(value, u64);
} flows4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, struct flow6);
	__type(value, u64);
} flows6 SEC(".maps");

static __always_inline bool skips(__u16 port)
{
	int i;

	if (!port_count)
		return false;
	for (i = 0; i < port_count && i < MAX_PORTS; i++)
		if (bpf_ntohs(port) == ports[i])
			return false;
	return true;
}

static int begin(struct sock *sk)
{
	u32 tid = bpf_get_current_pid_tgid();

	return bpf_map_update_elem(&sockets, &tid, &sk, 0);
}

static __always_inline void count(void *map, const void *key)
{
	u64 one = 1, *seen = bpf_map_lookup_elem(map, key);

	if (seen)
		__sync_fetch_and_add(seen, 1);
	else
		bpf_map_update_elem(map, key, &one, BPF_NOEXIST);
}

static int end(int ret, int family)
{
	u32 tid = bpf_get_current_pid_tgid();
	struct sock **found = bpf_map_lookup_elem(&sockets, &tid);
	struct sock *sk;
	__u16 port;

	if (!found)
		return 0;
	sk = *found;
	bpf_map_delete_elem(&sockets, &tid);
	if (ret)
		return 0;
	BPF_CORE_READ_INTO(&port, sk, __sk_common.skc_dport);
	if (skips(port))
		return 0;
	if (family == 4) {
		struct flow4 key = {.port = port};

		BPF_CORE_READ_INTO(&key.from, sk, __sk_common.skc_rcv_saddr);
		BPF_CORE_READ_INTO(&key.to, sk, __sk_common.skc_daddr);
		count(&flows4, &key);
	} else {
		struct flow6 key = {.port = port};

		BPF_CORE_READ_INTO(&key.from, sk, __sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32);
		BPF_CORE_READ_INTO(&key.to, sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32);
		count(&flows6, &key);
	}
	return 0;
}

SEC("kprobe/tcp_v4_connect")
int BPF_KPROBE(connect4, struct sock *sk) { return begin(sk); }
SEC("kretprobe/tcp_v4_connect")
int BPF_KRETPROBE(connected4, int ret) { return end(ret, 4); }
SEC("kprobe/tcp_v6_connect")
int BPF_KPROBE(connect6, struct sock *sk) { return begin(sk); }
SEC("kretprobe/tcp_v6_connect")
int BPF_KRETPROBE(connected6, int ret) { return end(ret, 6); }

char LICENSE[] SEC("license") = "GPL";
