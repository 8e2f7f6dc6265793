# struct_ops, the sizes of data, and targets that can be read in two ways.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are those of permission.sh
build ops ops
controls=/proc/sys/net/ipv4/tcp_available_congestion_control
not_registered() { check "$1: nothing is registered" [ -z "$(grep -w "ecc_perm\|ecc_lone" $controls)" ]; }
words="map 'ops' is attached to 'struct_ops'"
refuses "struct_ops, package" "$words" ecli run "$(package ops)"
check "struct_ops: the option" contains "$err" "help: allow it with --allow-attach 'struct_ops'"
not_registered "struct_ops, package"
goes "struct_ops, check" ecli check "$(package ops)"
not_registered "struct_ops, check"
after=(not_registered)
guest goes "struct_ops is loaded" ops -- load
guest refuses "struct_ops with programs switched off" "a value of struct_ops, and none of its programs is loaded" ops -- \
	autoload perm_ssthresh 0 autoload perm_undo 0 autoload perm_avoid 0 load
after=(true)
start ops "$runs" ecli run --allow-attach struct_ops "$(package ops)"
check "struct_ops, package, allowed: it is registered" grep -qw ecc_perm $controls
stop INT
not_registered "struct_ops, package, afterwards"

build lone lone_ops
words="a value of struct_ops, and no program of SEC(\"struct_ops/...\") that it could name"
for verb in run check inspect; do refuses "struct_ops without programs, $verb" "$words" ecli $verb "$(package lone)"; done
refuses "struct_ops without programs, allowed" "$words" ecli run --allow-attach struct_ops "$(package lone)"
refuses "struct_ops without programs, inspect, guest" "$words" ecli inspect "$SCRATCH/lone/prog.wasm"
guest refuses "struct_ops without programs" "$words" lone -- load
not_registered "struct_ops without programs"

# libbpf has memory of its own for data, as large as they were when it opened the object.
build sizes sizes
guest goes "a map's size is the guest's to choose" sizes -- entries own 5 load run use
for map in .bss .data .rodata prog.bss prog.data prog.rodata; do
	for number in 2 1048576 4294967295; do
		guest refuses "size $number of $map" "there is no map '$map' of the object's own" sizes -- entries $map $number load
		check "size of $map: ENOENT" contains "$out" 'load: -2'
	done
done
guest goes "and the same without" sizes -- load run use close load

# The last colon is the one, for the permission and for the attachment.
odd=/allowed:/bin/sh
build uprobe uprobe
build placed uprobe "-DPLACE=\"$odd:main\""
words="to '$odd'"
guest goes "a target with two colons" uprobe --allow-attach /allowed -- load attach waits "$odd:main"
for engine in "${engines[@]}"; do
	ecli run --engine "$engine" --allow-attach /allowed "$SCRATCH/uprobe/prog.wasm" load attach waits "$odd:main" >"$out" 2>"$err"
	check "a target with two colons, $engine: is refused" contains "$out" 'attach: -1'
	check "a target with two colons, $engine: says it" contains "$err" "to '$odd'"
	check "a target with two colons, $engine: the option" contains "$err" "help: allow it with --allow-attach '$odd'"
	ecli run --engine "$engine" --allow-attach /allowed "$SCRATCH/placed/prog.wasm" load attach placed "" >"$out" 2>"$err"
	check "a section with two colons, $engine: is refused" contains "$out" 'attach: -1'
	check "a section with two colons, $engine: says it" contains "$err" "to '$odd'"
done
refuses "a section with two colons, package" "is attached to '$odd'" ecli run --allow-attach /allowed "$(package placed)"
# A file of such a name is what the allowed one means.
mkdir -p "$SCRATCH/odd:dir"
cp "$(command -v bash)" "$SCRATCH/odd:dir/bash"
guest goes "a file with a colon in its name" uprobe --allow-attach "$SCRATCH/odd:dir/bash" -- load attach waits "$SCRATCH/odd:dir/bash:main"
check "a file with a colon in its name: is attached" contains "$out" 'attach: 0'

# A tracepoint that may be written to is no observer's.
build writable writable
refuses "a writable raw tracepoint, package" "--allow-attach 'raw_tp'" ecli run "$(package writable)"
