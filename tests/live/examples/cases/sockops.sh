# shellcheck shell=bash disable=SC2034
# One process connects to itself: both sides of the connection are told of, with IPv4 and IPv6.
cgroup=/sys/fs/cgroup/unified
[ -d "$cgroup" ] || cgroup=/sys/fs/cgroup
host_options="--allow-attach $cgroup"
guest_arguments="$cgroup"

trigger() {
	perl -MIO::Socket::INET -e '
		my $l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1",
			LocalPort => 45872, ReuseAddr => 1) or exit;
		my $c = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => 45872) or exit;
		$l->accept'
	# Not every machine has IPv6.
	perl -MSocket -e '
		socket(my $l, AF_INET6, SOCK_STREAM, 0) or exit;
		setsockopt($l, SOL_SOCKET, SO_REUSEADDR, 1);
		bind($l, pack_sockaddr_in6(45873, Socket::IN6ADDR_LOOPBACK)) or exit;
		listen($l, 1);
		socket(my $c, AF_INET6, SOCK_STREAM, 0) or exit;
		connect($c, pack_sockaddr_in6(45873, Socket::IN6ADDR_LOOPBACK));
		accept(my $a, $l)'
}

verify() {
	grep -qE '^[0-9:]{8} active  127\.0\.0\.1:[0-9]+ -> 127\.0\.0\.1:45872$' "$1" &&
		grep -qE '^[0-9:]{8} passive 127\.0\.0\.1:45872 <- 127\.0\.0\.1:[0-9]+$' "$1" ||
		return 1
	! grep -qs '^0*1 .* lo$' /proc/net/if_inet6 ||
		grep -qE '^[0-9:]{8} active  \[::1\]:[0-9]+ -> \[::1\]:45873$' "$1"
}
