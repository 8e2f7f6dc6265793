# shellcheck shell=bash disable=SC2034
# Ten datagrams of known size to a port at which nobody listens, which ICMP answers.
host_options="--allow-attach lo"
guest_arguments="lo"

trigger() {
	local i
	for i in 1 2 3 4 5 6 7 8 9 10; do
		(echo ecc >/dev/udp/127.0.0.1/45873) 2>/dev/null || true
	done
}

# Other traffic is counted too: at least ours is there, and it is longer than its headers.
verify() {
	awk '
		$1 == "PROTOCOL" { tables++ }
		$1 == "UDP" && $2 >= 10 && $3 >= 42 * $2 { udp = 1 }
		$1 == "ICMP" && $2 >= 1 && $3 >= 42 * $2 { icmp = 1 }
		END { exit !(tables >= 2 && udp && icmp) }' "$1"
}

# Nothing stays at the interface.
cleanup() { [ ! -x "$(command -v ip)" ] || ! ip link show dev lo | grep -q xdp; }
