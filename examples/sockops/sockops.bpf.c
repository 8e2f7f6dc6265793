// SPDX-License-Identifier: GPL-2.0 OR MIT
// Tells user space of every TCP connection that a cgroup's processes establish.
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "sockops.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define AF_INET 2
#define AF_INET6 10

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} rb SEC(".maps");

static void tell(struct bpf_sock_ops *ops, bool active)
{
	struct connection *c;

	if (ops->family != AF_INET && ops->family != AF_INET6)
		return;
	c = bpf_ringbuf_reserve(&rb, sizeof(*c), 0);
	if (!c)
		return;
	// What a guest reads must not be what the ring held before.
	__builtin_memset(c, 0, sizeof(*c));
	c->active = active;
	c->ipv6 = ops->family == AF_INET6;
	c->local_port = ops->local_port;
	// The context has one port in host order, the other in network order.
	c->remote_port = bpf_ntohl(ops->remote_port);
	c->local[0] = ops->local_ip4;
	c->remote[0] = ops->remote_ip4;
	// Word by word: the kernel rewrites each access of the context into one of the socket.
	// Without an 'else', whose loads clang would merge with these behind a computed address.
	if (c->ipv6) {
		c->local[0] = ops->local_ip6[0];
		c->local[1] = ops->local_ip6[1];
		c->local[2] = ops->local_ip6[2];
		c->local[3] = ops->local_ip6[3];
		c->remote[0] = ops->remote_ip6[0];
		c->remote[1] = ops->remote_ip6[1];
		c->remote[2] = ops->remote_ip6[2];
		c->remote[3] = ops->remote_ip6[3];
	}
	bpf_ringbuf_submit(c, 0);
}

SEC("sockops")
int handle_sockops(struct bpf_sock_ops *ops)
{
	switch (ops->op) {
	case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
		tell(ops, true);
		break;
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
		tell(ops, false);
		break;
	}
	return 1;
}
