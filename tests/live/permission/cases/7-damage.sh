# Objects that no compiler writes, made of one that it wrote: each is refused before libbpf sees it.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are those of permission.sh
build damage damage
goes "the whole object, check" ecli check "$(package damage)"
guest goes "the whole object" damage -- load attach whole ""
damaged() { # kind, words
	local kind=$1 words=$2
	mkdir -p "$SCRATCH/$kind"
	for file in package.json prog.wasm prog.bpf.o; do
		check "damage: $kind, $file" python3 "$here/damage.py" "$kind" "$SCRATCH/damage/$file" "$SCRATCH/$kind/$file"
	done
	for verb in run check inspect; do refuses "$kind, $verb" "$words" ecli $verb "$(package "$kind")"; done
	refuses "$kind, inspect, guest" "$words" ecli inspect "$SCRATCH/$kind/prog.wasm"
	guest refuses "$kind" "$words" "$kind" -- load attach whole ""
}
damaged wraps "claims 0x40 bytes at 0xfffffffffffffff0 of section 'raw_tp/sys_enter'"
damaged cut "the function ends inside of a wide load"
damaged call "a call of a kernel's function by its number"
damaged descriptor "a wide load of something that only a running process has"
damaged twice "there are two sections '.BTF'"
check "nothing of them is loaded" [ -z "$(bpftool prog show name whole)" ]
