# Pinned maps, in a bpffs of the test's own, where somebody's map has the name already.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are those of permission.sh
build pin pin
wrapper=(inside)
bpffs=/sys/fs/bpf
pinned=$bpffs/ecc_perm_pin
host_before=$(find $bpffs | sort)
# The kernel itself may have put something there.
ours_before=$(inside ls $bpffs)
nothing_there() { check "$1: nothing is pinned" [ "$(inside ls $bpffs)" = "$ours_before" ]; }
told() {
	check "$1: says what is not done" contains "$err" "allow it with --allow-pin '$pinned'"
	nothing_there "$1"
}

start pin "$runs" inside ecli run "$(package pin)"
check "pinning, package: says what is not done" contains "$err.pin" "allow it with --allow-pin '$pinned'"
nothing_there "pinning, package, while it runs"
stop INT
check "pinning, package: runs all the same" [ "$status" = 0 ]
nothing_there "pinning, package"
goes "pinning, check" inside ecli check "$(package pin)"
told "pinning, check"
goes "pinning, check, allowed" inside ecli check --allow-pin "$pinned" "$(package pin)"
nothing_there "pinning, check, allowed: no pin is left all the same"
after=(told)
guest goes "pinning" pin -- load attach write_it ""
guest goes "pinning, another is allowed" pin --allow-pin "$bpffs/other" -- load attach write_it ""
after=(true)

# Somebody's map keeps its value, for the program's is another.
somebodys() {
	inside rm -f $pinned
	inside bpftool map create $pinned type array key 4 value 8 entries 1 name somebodys
	inside bpftool map update pinned $pinned key 0 0 0 0 value 1 2 3 4 5 6 7 8
}
keeps_value() {
	inside bpftool map lookup pinned $pinned key 0 0 0 0 >"$SCRATCH/value" 2>&1
	check "$1: somebody's map keeps its value" grep -q '01 02 03 04 05 06 07 08' "$SCRATCH/value" || cat "$SCRATCH/value"
}
somebodys
start pin "$runs" inside ecli run "$(package pin)"
sleep 0.2
stop INT
keeps_value "pinning, package"
goes "pinning, check" inside ecli check --allow-pin "$pinned" "$(package pin)"
keeps_value "pinning, check"
after=(keeps_value)
guest goes "pinning beside somebody's" pin -- load attach write_it ""
after=(true)
inside rm -f $pinned

# Whoever is allowed gets it: made where there is none, shared where there is one.
is_pinned() {
	check "$1: it is pinned" inside test -e $pinned
	inside rm -f $pinned
}
start pin "$runs" inside ecli run --allow-pin "$pinned" "$(package pin)"
stop INT
is_pinned "pinning, package, allowed"
after=(is_pinned)
guest goes "pinning, allowed" pin --allow-pin "$bpffs/ecc_*" -- load
after=(true)
somebodys
start pin "$runs" inside ecli run --allow-pin "$pinned" "$(package pin)"
sleep 0.2
stop INT
inside bpftool map lookup pinned $pinned key 0 0 0 0 >"$SCRATCH/value"
check "pinning, package, allowed: it is somebody's map that was written" [ -z "$(grep '01 02 03 04' "$SCRATCH/value")" ]
inside rm -f $pinned
wrapper=()
check "the machine's bpffs is as it was" [ "$(find $bpffs | sort)" = "$host_before" ]
