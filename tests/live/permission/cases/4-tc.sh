# Traffic control, at the loopback of a network of the test's own.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are those of permission.sh
build tc tc
hooks() {
	inside tc filter show dev lo ingress
	inside tc filter show dev lo egress
}
clsact() { inside tc qdisc show dev lo | grep clsact; }
# Programs, and the maps that they count in.
loaded() { { bpftool prog show name ecc_perm_tc; bpftool map show name ecc_perm_count; } | grep -c '^[0-9]'; }
# What is freed is freed a moment after its process.
no_program() {
	local deadline=$((SECONDS + 10))
	while [ "$(loaded)" != 0 ] && [ $SECONDS -lt $deadline ]; do sleep 0.05; done
	[ "$(loaded)" = 0 ]
}
packet() { inside bash -c 'echo >/dev/udp/127.0.0.1/9'; }
maps() { bpftool map show name ecc_perm_count | sed -n 's/^\([0-9]*\): .*/\1/p'; }
# What came through since the map was made: it is little-endian, and small.  A map may vanish that
# was listed just now.
count_of() { bpftool -j map dump id "$1" | python3 -c 'import json, sys; print(int(json.load(sys.stdin)[0]["value"][0], 16))' 2>/dev/null || echo 0; }
# The sum of all that are loaded.
counted() {
	local id sum=0
	for id in $(maps); do sum=$((sum + $(count_of "$id"))); done
	echo $sum
}
counts() {
	local before deadline=$((SECONDS + 10))
	before=$(counted)
	# A busy machine delivers it later.
	until packet && [ "$(counted)" -gt "$before" ]; do
		[ $SECONDS -lt $deadline ] || return 1
	done
}
each_counts() {
	local id deadline=$((SECONDS + 10))
	for id in $(maps); do
		until [ "$(count_of "$id")" -gt 0 ]; do
			[ $SECONDS -lt $deadline ] || return 1
			packet
		done
	done
}
nothing_left() {
	check "$1: no program stays" no_program
	check "$1: no filter stays" [ -z "$(hooks)" ]
	check "$1: no queueing discipline stays" [ -z "$(clsact)" ]
}
tc_guest() { # ID, engine, direction
	start "$1" waits inside ecli run --engine "$2" --allow-attach lo "$SCRATCH/tc/prog.wasm" load attach ecc_perm_tc "lo:$3" wait
}

# A package cannot say where, so that it is nowhere.
start package "$runs" inside ecli run "$(package tc)"
check "tc, package: is not attached" contains "$err.package" "program 'ecc_perm_tc' is loaded but not attached"
packet
check "tc, package: sees nothing" [ "$(counted)" = 0 ]
stop INT
check "tc, package: is gone" no_program
for engine in "${engines[@]}"; do
	inside ecli run --engine "$engine" "$SCRATCH/tc/prog.wasm" load attach ecc_perm_tc lo >"$out" 2>"$err"
	check "tc, $engine: is refused" contains "$out" 'attach: -1'
	check "tc, $engine: the option" contains "$err" "help: allow it with --allow-attach 'lo'"
	for signal in KILL HUP USR1 QUIT INT; do
		tc_guest one "$engine" ingress
		check "tc, $engine: it sees packets" counts
		check "tc, $engine: it is no filter" [ -z "$(hooks)" ]
		stop $signal
		nothing_left "tc, $engine, after SIG$signal"
	done
	tc_guest one "$engine" egress
	first=$pid
	tc_guest two "$engine" egress
	check "tc, $engine: there are two" [ "$(maps | wc -l)" = 2 ]
	check "tc, $engine: both see packets" each_counts
	second=$pid pid=$first
	stop KILL
	pid=$second
	until [ "$(maps | wc -l)" = 1 ]; do sleep 0.05; done
	check "tc, $engine: the other sees packets still" counts
	stop INT
	nothing_left "tc, $engine, two of them"
done

# As kernels before 6.6 have it.
filter() { # ID, direction; `unfilter ID` ends it
	rm -f "$SCRATCH/end.$1"
	start "$1" attached inside tc_filter "$SCRATCH/tc/prog.bpf.o" ecc_perm_tc "lo:$2" "echo attached; until [ -e '$SCRATCH/end.$1' ]; do sleep 0.05; done"
	eval "pid_$1=$pid"
}
unfilter() {
	local name=pid_$1
	touch "$SCRATCH/end.$1"
	wait "${!name}"
	check "filter $1 ends cleanly" [ $? = 0 ] || cat "$err.$1"
}
foreign() { inside tc filter add dev lo "$1" prio 7 protocol all bpf bytecode '1,6 0 0 0,' flowid 1:1; }
has_foreign() { inside tc filter show dev lo "$1" | grep -q 'pref 7'; }
for direction in ingress egress; do
	other=$([ $direction = ingress ] && echo egress || echo ingress)
	filter one $direction
	check "filter, $direction: is there" [ "$(inside tc filter show dev lo $direction | grep -c ecc_perm_tc)" -ge 1 ]
	check "filter, $direction: sees packets" counts
	unfilter one
	nothing_left "filter, $direction"

	inside tc qdisc add dev lo clsact
	filter one $direction
	unfilter one
	check "filter, $direction: somebody's discipline stays" [ -n "$(clsact)" ]
	check "filter, $direction: no filter does" [ -z "$(hooks)" ]
	inside tc qdisc del dev lo clsact

	for side in $direction $other; do
		filter one $direction
		foreign $side
		unfilter one
		check "filter, $direction: somebody's filter of $side stays" has_foreign $side
		check "filter, $direction: ours does not" [ -z "$(hooks | grep ecc_perm_tc)" ]
		inside tc qdisc del dev lo clsact
	done

	filter one $direction
	filter two $other
	unfilter one
	check "filter, $direction: the other one is there" [ "$(inside tc filter show dev lo $other | grep -c ecc_perm_tc)" -ge 1 ]
	check "filter, $direction: the other one sees packets" counts
	unfilter two
	# Who made it ended before; the second found it there.
	check "filter, $direction: no filter stays of two" [ -z "$(hooks)" ]
	inside tc qdisc del dev lo clsact
done
nothing_left "filters"
