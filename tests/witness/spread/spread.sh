#!/usr/bin/env bash
# Programs of the shapes of the field's public ones: whatever plain clang compiles, ecc compiles
# from the unmodified tree, with all outputs, no more on stderr than clang says, and with the same
# instructions, data, relocations and types (same_object.cc says what may differ).
#
# programs/NAME/ holds a .bpf.c or .c and its headers; NAME.h is the event header where it is
# there.  `flags` are clang's, `clang` names the one that is needed, `needs-compat` the macro
# that a libbpf as old as Debian 12's lacks.
# spread.sh BUILD_DIR [PROGRAM...]
. "$(dirname "$0")/../../support/lib.sh"
shift
programs=$SOURCE_DIR/tests/witness/spread/programs
export SCRATCH programs
need_kernel_btf

# Where the whole vmlinux.h lies that plain clang gets.
mkdir "$SCRATCH/vmlinux"
btfgen vmlinux /sys/kernel/btf/vmlinux >"$SCRATCH/vmlinux/vmlinux.h" || exit 1

without_colours() { sed 's/\x1b\[[0-9;]*[mK]//g'; }
# What stands on stderr: diagnostics, without the places that differ with the way a file is named, and
# without the note of warnings from the optimiser, whose places are in the shortened paths of BTF.
diagnostics() { grep -E '(warning|error|note|help): ' "$1" | without_colours | sed 's/^[^ ]*: \(warning\|error\|note\)/\1/' | grep -v '^note: could not determine the original source location' | sort; }

one() { # name; prints lines of words that are counted
	local name=$1 source out=$SCRATCH/$1 clang=clang flags= header= outputs
	cd "$programs" || return
	mkdir "$out"
	source=$(ls "$name"/*.bpf.c "$name"/*.c 2>/dev/null | head -1)
	[ -f "$name/flags" ] && flags=$(cat "$name/flags")
	[ -f "$name/clang" ] && clang=$(cat "$name/clang")
	command -v "$clang" >/dev/null || { echo "without-clang $name: there is no $clang"; return; }
	[ -f "$name/$name.h" ] && header=$name/$name.h

	if ! $clang -g -O2 -target bpf -D__TARGET_ARCH_x86 $flags -I"$SCRATCH/vmlinux" \
		-I"/usr/include/$(uname -m)-linux-gnu" -c "$source" -o "$out/plain.o" 2>"$out/plain.err"; then
		rm -f "$out/plain.o"
		[ -f "$name/needs-compat" ] || { echo "FAILED $name: plain clang"; head -20 "$out/plain.err"; return; }
	fi
	if ! ecc -c $clang -o "$out/all" "$source" $header -- $flags >"$out/log" 2>"$out/err"; then
		echo "FAILED $name: ecc"
		head -20 "$out/err"
		return
	fi
	outputs=$(basename "$source")
	outputs=${outputs%.c}
	outputs=${outputs%.bpf}
	for file in "$outputs".{bpf.o,wasm.h,skel.h,skel.json} package.json; do
		[ -s "$out/all/$file" ] || { echo "FAILED $name: no $file"; return; }
	done
	echo "compiled $name"
	if [ ! -f "$out/plain.o" ]; then
		echo "by-compat $name: $(cat "$name/needs-compat")"
		return
	fi
	[ -f "$name/needs-compat" ] && echo "libbpf-is-new $name"
	# The lacking licence is ecc's own to tell.
	diagnostics "$out/err" | grep -v '\[-Wecc-[a-z-]*\]$\|^help: ' >"$out/ours"
	if ! diff <(diagnostics "$out/plain.err") "$out/ours" >"$out/diff"; then
		echo "FAILED $name: other diagnostics"
		head -20 "$out/diff"
	fi
	if [ -n "$header" ]; then
		ecc -n -c $clang -o "$out/alone" "$source" -- $flags >"$out/log" 2>"$out/err" || { echo "FAILED $name: ecc without a header"; return; }
	else
		mv "$out/all" "$out/alone"
	fi
	if same_object "$out/plain.o" "$out/alone/$outputs.bpf.o" >"$out/differences" 2>&1; then
		echo "same $name"
		[ "$(cat "$out/differences")" = renumbered ] && echo "renumbered $name: $clang numbers types otherwise in another path"
	else
		echo "FAILED $name: differs from plain clang's"
		cat "$out/differences"
	fi
}
export -f one diagnostics without_colours

if [ $# -eq 0 ]; then set -- $(cd "$programs" && echo *); fi
printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'one {} >"$SCRATCH/{}.result" 2>&1'
cat "$SCRATCH"/*.result >"$SCRATCH/results"
number() { grep -c "^$1 " "$SCRATCH/results"; }
grep -v '^\(compiled\|same\) ' "$SCRATCH/results"
CHECKS=$#
programs_failed=$(number FAILED)
[ "$programs_failed" = 0 ] || fail "$programs_failed findings, above"
# A ring buffer with sizes, which the kernel refuses, is taken as ecc ships it.
if [ "$(id -u)" = 0 ] && command -v bpftool >/dev/null && [ -f "$SCRATCH/tutorial_events/all/tutorial_events.bpf.o" ]; then
	pins=/sys/fs/bpf/ecc-spread-$$
	CLEANUP+=("rm -rf $pins")
	loads() { bpftool prog loadall "$1" "$pins" >"$SCRATCH/log" 2>&1; }
	check "plain clang's ring buffer is refused" eval '! loads "$SCRATCH/tutorial_events/plain.o"'
	rm -rf "$pins"
	check "ecc's ring buffer loads" loads "$SCRATCH/tutorial_events/all/tutorial_events.bpf.o" || cat "$SCRATCH/log"
fi
# Both clangs are part of the set-up of this project's own machines.
if [ "$(number without-clang)" -gt 0 ]; then
	leave_out "programs for a clang that is not here: $(number without-clang)"
fi
echo "$# programs: $(number compiled) compiled, $(number same) same as plain clang," \
	"$(number renumbered) of them with types numbered otherwise," \
	"$(number by-compat) with our headers for an older libbpf"
[ $(($(number compiled) + $(number without-clang))) -eq $# ] || [ "$programs_failed" -gt 0 ] || fail "programs are lost"
done_testing
