# shellcheck shell=bash disable=SC2034
# A datagram of known size to a port at which nobody listens, which ICMP answers.
host_options="--allow-attach lo"
guest_arguments="lo"

trigger() { (echo ecc-tc >/dev/udp/127.0.0.1/45874) 2>/dev/null || true; }

# 20 bytes of IP, 8 of UDP and 7 of ours.
verify() {
	grep -qE '^length +35  ttl +64  protocol +17$' "$1" &&
		grep -qE '^length +[0-9]+  ttl +[0-9]+  protocol +1$' "$1"
}

verify_end() { tail -n 1 "$1" | grep -qE '^[1-9][0-9]* packets$'; }

# What the loopback has, whoever made it.
on_loopback() { tc qdisc show dev lo && { tc filter show dev lo ingress && tc filter show dev lo egress; } 2>/dev/null; }
on_loopback_before=
[ ! -x "$(command -v tc)" ] || on_loopback_before=$(on_loopback)

# Neither the filter nor the queueing discipline stays, and one that was there does.
cleanup() { [ ! -x "$(command -v tc)" ] || [ "$(on_loopback)" = "$on_loopback_before" ]; }
