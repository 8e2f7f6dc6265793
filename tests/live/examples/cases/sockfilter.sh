# shellcheck shell=bash disable=SC2034
# A datagram to a port at which nobody listens, which ICMP answers.
host_options="--allow-attach lo"
guest_arguments="lo"

trigger() { (echo ecc >/dev/udp/127.0.0.1/45871) 2>/dev/null || true; }

verify() {
	grep -qE '^lo +out UDP +[0-9]+  127\.0\.0\.1:[0-9]+ -> 127\.0\.0\.1:45871$' "$1" &&
		grep -qE '^lo +in  UDP +46  127\.0\.0\.1:[0-9]+ -> 127\.0\.0\.1:45871$' "$1" &&
		grep -qE '^lo +in  ICMP +[0-9]+  127\.0\.0\.1 -> 127\.0\.0\.1$' "$1"
}
