#!/usr/bin/env bash
# The part of a kernel's BTF that objects need: `btfgen min_core_btf` keeps the same types and
# members as bpftool's, and libbpf makes the same instructions of it as of the whole BTF.
#
# With the objects of tests/witness/spread, of the examples and of tests/witness/shrink/core.bpf.c (every kind of
# relocation), and the running kernel's BTF and those that torture/fetch_kernels.sh got.
#
# What may differ from bpftool's, which same_types.cc is told or passes over:
# * Pointers.  What they point to libbpf does not look at but for relocations of types; bpftool
#   keeps a pointer type for each target, ours are one.
# * More candidates.  When several types of the kernel fit, libbpf compares what they give; bpftool
#   keeps the first.  Then ours has lines that bpftool's lacks, and none the other way round.
# mincore.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
need_kernel_btf
whole=/sys/kernel/btf/vmlinux
PATH=$PATH:/usr/sbin
export SCRATCH
others=${ECC_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/ecc/kernels}
command -v bpftool >/dev/null || skip "needs bpftool"

one() { # name, compiler, source, header, flags...
	local name=$1 clang=$2 source=$3 header=$4
	shift 4
	[ "$header" != - ] || header=
	command -v "$clang" >/dev/null || { echo "$name: there is no $clang"; return; }
	ecc -c "$clang" -n -o "$SCRATCH/out/$name" "$source" $header -- "$@" >"$SCRATCH/$name.log" 2>&1 ||
		{ echo "$name: ecc fails"; head -5 "$SCRATCH/$name.log"; return; }
	mv "$SCRATCH/out/$name"/*.bpf.o "$SCRATCH/objects/$name.o"
}
export -f one
mkdir "$SCRATCH"/{out,objects,ours,theirs}
{
	cd "$SOURCE_DIR/tests/witness/spread/programs"
	for name in *; do
		source=$(ls "$PWD/$name"/*.bpf.c "$PWD/$name"/*.c 2>/dev/null | head -1)
		printf '%s\n' "$name $(cat "$name/clang" 2>/dev/null || echo clang) $source $([ -f "$name/$name.h" ] && echo "$PWD/$name/$name.h" || echo -) $(cat "$name/flags" 2>/dev/null)"
	done
	for source in "$SOURCE_DIR"/examples/*/*.bpf.c; do
		header=${source%.bpf.c}.h
		echo "example-$(basename "${source%.bpf.c}") clang $source $([ -f "$header" ] && echo "$header" || echo -)"
	done
	for clang in $(wasm_clangs); do echo "core-$clang $clang $SOURCE_DIR/tests/witness/shrink/core.bpf.c -"; done
} | xargs -P "$(nproc)" -I{} bash -c 'cd "$0" && one {}' "$SOURCE_DIR/tests/witness/spread/programs" >"$SCRATCH/compiled"
cat "$SCRATCH/compiled"
! grep -q "there is no clang" "$SCRATCH/compiled" || leave_out "programs for a clang that is not here"
check "every program compiles" sh -c "! grep -q 'ecc fails' '$SCRATCH/compiled'"

# Objects that ask a kernel nothing are refused, and bpftool's result of them is empty.
asking=()
silent=0
for object in "$SCRATCH"/objects/*.o; do
	name=$(basename "$object" .o)
	if btfgen min_core_btf $whole "$object" -o "$SCRATCH/ours/$name" 2>"$SCRATCH/log"; then
		asking+=("$name")
		continue
	fi
	silent=$((silent + 1))
	check "$name: refused because it asks nothing" contains "$SCRATCH/log" "there are no CO-RE relocations"
	bpftool gen min_core_btf $whole "$SCRATCH/theirs/$name" "$object" 2>/dev/null &&
		check "$name: bpftool keeps nothing" [ -z "$(bpftool btf dump file "$SCRATCH/theirs/$name")" ]
done
check "most programs ask" [ ${#asking[@]} -gt 60 ]

ours_bytes=0
theirs_bytes=0
equal=0
more=0
# Equal, or bpftool's and other candidates besides.
same_as_bpftools() { # ours, theirs
	if same_types "$1" "$2" >"$SCRATCH/differences"; then
		equal=$((equal + 1))
		return
	fi
	more=$((more + 1))
	cut -c1-200 "$SCRATCH/differences" | grep -v '^[0-9]* types$'
	! grep -q '^- ' "$SCRATCH/differences"
}
against_bpftool() { # BTF, description
	local name object
	for name in "${asking[@]}"; do
		object=$SCRATCH/objects/$name.o
		check "$2, $name: minimal" btfgen min_core_btf "$1" "$object" -o "$SCRATCH/ours/$name" || continue
		check "$2, $name: bpftool" bpftool gen min_core_btf "$1" "$SCRATCH/theirs/$name" "$object" || continue
		check "$2, $name: the same as bpftool's" same_as_bpftools "$SCRATCH/ours/$name" "$SCRATCH/theirs/$name"
		# What is minimal has nothing to spare.
		check "$2, $name: once more" btfgen min_core_btf "$SCRATCH/ours/$name" "$object" -o "$SCRATCH/again"
		check "$2, $name: nothing is left to drop" cmp "$SCRATCH/ours/$name" "$SCRATCH/again"
		ours_bytes=$((ours_bytes + $(stat -c %s "$SCRATCH/ours/$name")))
		theirs_bytes=$((theirs_bytes + $(stat -c %s "$SCRATCH/theirs/$name")))
	done
	# All objects in one.
	local all=("${asking[@]/#/$SCRATCH/objects/}")
	all=("${all[@]/%/.o}")
	check "$2: of all" btfgen min_core_btf "$1" "${all[@]}" -o "$SCRATCH/ours.all"
	check "$2: bpftool of all" bpftool gen min_core_btf "$1" "$SCRATCH/theirs.all" "${all[@]}"
	check "$2: of all the same as bpftool's" same_as_bpftools "$SCRATCH/ours.all" "$SCRATCH/theirs.all"
}
kernels=0
for other in "$others"/*.btf; do
	[ -s "$other" ] || continue
	against_bpftool "$other" "$(basename "$other" .btf)"
	kernels=$((kernels + 1))
done
against_bpftool $whole "this kernel"
echo "$((kernels + 1)) kernels, ${#asking[@]} objects that ask, $silent that do not: $equal minimal BTFs equal to bpftool's, $more with more candidates; $ours_bytes bytes, bpftool's $theirs_bytes"

# A kernel's own file, as its package with the debugging information has it.
cp $whole "$SCRATCH/whole.btf"
llvm-objcopy --add-section .BTF="$SCRATCH/whole.btf" /bin/true "$SCRATCH/vmlinux-6"
check "of vmlinux" btfgen min_core_btf "$SCRATCH/vmlinux-6" "$SCRATCH/objects/bootstrap.o" -o "$SCRATCH/of-vmlinux"
check "of vmlinux the same" cmp "$SCRATCH/of-vmlinux" "$SCRATCH/ours/bootstrap"
check "a header of vmlinux" eval 'btfgen header --type timespec64 "$SCRATCH/vmlinux-6" | grep -q "struct timespec64 {"'

# The proof: libbpf makes the same of both.
if [ "$(id -u)" != 0 ]; then
	leave_out "not root: no program was loaded"
	done_testing
fi
names_of() { bpftool btf dump file "$1" | sed -n "s/^\[\([0-9]*\)\] \([A-Z0-9_]*\) '\([^']*\)'.*/\1 \2 \3/p"; }
names_of $whole >"$SCRATCH/names.whole"
# The id of a kernel's type is that in the BTF that libbpf was given: there the instructions differ,
# and the two numbers must stand for the same type.  Verifiers write addresses into programs, which
# then differ each time: these are compared as libbpf gave them to the kernel.
explained() { # object, minimal BTF, log
	names_of "$2" >"$SCRATCH/names.min"
	same_programs "$1" "$1" >"$SCRATCH/unstable"
	awk -v whole="$SCRATCH/names.whole" -v min="$SCRATCH/names.min" -v unstable="$SCRATCH/unstable" '
		function take(file, into,   line, id) { while ((getline line < file) > 0) { id = line; sub(/ .*/, "", id); sub(/^[0-9]* /, "", line); into[id] = line } }
		BEGIN { take(whole, a); take(min, b); while ((getline line < unstable) > 0) { split(line, w, " "); if (w[1] == "DIFFERENT") moves[w[2]] = 1 } }
		/errno .* of the first/ { print; bad = 1 }
		/^libbpf / || (/^  / && program == "") { print; bad = 1 }
		!/^  / { program = $1 == "DIFFERENT" ? $2 : "" }
		program != "" && /^  / {
			if (program in moves) next
			one = $3; other = $5; sub(/,/, "", other)
			if ($7 != $9 || !(one in a) || a[one] != b[other]) { print program ": " $0; bad = 1 }
			else ids++
		}
		$1 == "DIFFERENT" { different = 1 }
		END { if (!different) bad = 1; if (!bad) print ids + 0 " ids"; exit bad }' "$3"
}
for name in "${asking[@]}"; do
	object=$SCRATCH/objects/$name.o
	same_programs "$object" "$object" "$SCRATCH/ours/$name" >"$SCRATCH/log" 2>&1
	status=$?
	if [ $status -ne 0 ]; then
		check "$name: same_programs ends" [ $status -eq 1 ]
		check "$name: the same instructions" explained "$object" "$SCRATCH/ours/$name" "$SCRATCH/log" >"$SCRATCH/explanation" || { cat "$SCRATCH/log"; cat "$SCRATCH/explanation"; }
		echo "$name: differs by $(tail -1 "$SCRATCH/explanation")"
	else
		record checked
	fi
	cat "$SCRATCH/log" >>"$SCRATCH/loaded"
done
check "programs were loaded" [ "$(grep -c '^same ' "$SCRATCH/loaded")" -gt 100 ]
check "programs were relocated" [ "$(grep -c '^relocated ' "$SCRATCH/loaded")" -gt 50 ]
# That it can fail: a BTF with other offsets is noticed.
btfgen vmlinux $whole | sed 's/^struct task_struct {/&\n\tlong inserted;/' >"$SCRATCH/vmlinux.h"
printf '#include "vmlinux.h"\nstruct task_struct *a; struct mm_struct *b;' >"$SCRATCH/other.c"
clang -g -target bpf -I"$SCRATCH" -c "$SCRATCH/other.c" -o "$SCRATCH/other.o"
check "other offsets are noticed" eval '! same_programs "$SCRATCH/objects/bootstrap.o" "$SCRATCH/objects/bootstrap.o" "$SCRATCH/other.o" >"$SCRATCH/log"'
check "and told" contains "$SCRATCH/log" "DIFFERENT "

# A package carries them: BTFHub's tree, of which two kernels are the same to this program, and one
# is of another byte order.
bootstrap=$SOURCE_DIR/examples/bootstrap/bootstrap
release=$(uname -r)
. /etc/os-release
mkdir -p "$SCRATCH/hub/$ID/${VERSION_ID:-0}/$(uname -m)" "$SCRATCH/hub/other/1/x86_64"
cp $whole "$SCRATCH/hub/$ID/${VERSION_ID:-0}/$(uname -m)/$release.btf"
cp $whole "$SCRATCH/hub/other/1/x86_64/5.4.0-1-generic.btf"
echo 'struct task_struct { int pid; } task;' >"$SCRATCH/big.c"
clang -g -target bpfeb -c "$SCRATCH/big.c" -o "$SCRATCH/big.o"
llvm-objcopy --dump-section .BTF="$SCRATCH/hub/other/1/s390x.btf" "$SCRATCH/big.o" /dev/null
check "a package of a tree" ecc -v -o "$SCRATCH/package" --btfgen "$SCRATCH/hub" "$bootstrap.bpf.c" "$bootstrap.h" >"$SCRATCH/log" 2>&1
check "two kernels, one BTF" contains "$SCRATCH/log" "ecc: 2 kernels, 1 different minimal BTFs"
package=$SCRATCH/package/package.json
check "the kernels' names" contains "$package" "\"$ID/${VERSION_ID:-0}/$(uname -m)/$release\": 0"
check "the same bytes once more" ecc -o "$SCRATCH/again-package" --btfgen "$SCRATCH/hub/" "$bootstrap.bpf.c" "$bootstrap.h" >/dev/null 2>&1
check "the same package" cmp "$package" "$SCRATCH/again-package/package.json"
check "YAML" ecc -y -o "$SCRATCH/package" --btfgen "$SCRATCH/hub" "$bootstrap.bpf.c" "$bootstrap.h" >/dev/null 2>&1
ecc -o "$SCRATCH/bare" "$bootstrap.bpf.c" "$bootstrap.h" >/dev/null 2>&1
for given in "$package" "$SCRATCH/package/package.yaml"; do
	check "a kernel by name" ecli check --btf other/1/x86_64/5.4.0-1-generic "$given" >"$SCRATCH/log" 2>&1
done
# libbpf says which candidates it found: those of the package are numbered from 1.
ecli check -v --btf other/1/x86_64/5.4.0-1-generic "$package" >"$SCRATCH/log" 2>&1
check "libbpf takes the package's types" grep -q "CO-RE relocating \[[0-9]*\] struct task_struct: found target candidate \[[0-9]\] struct task_struct" "$SCRATCH/log"
check "a kernel by file" ecli check --btf $whole "$SCRATCH/bare/package.json" >/dev/null 2>&1

# A kernel without BTF: its file is out of sight.
without_btf() { unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && exec "$@"' sh "$@"; }
if without_btf true 2>/dev/null; then
	check "without BTF a package that has none does not load" eval '! without_btf ecli check "$SCRATCH/bare/package.json" >"$SCRATCH/log" 2>&1'
	check "and says so" contains "$SCRATCH/log" "BTF"
	check "without BTF a package that has some loads" without_btf ecli check "$package" >"$SCRATCH/log" 2>&1 || cat "$SCRATCH/log"
	sed "s|\"$ID/${VERSION_ID:-0}/|\"another/1/|" "$package" >"$SCRATCH/foreign.json"
	check "of another distribution not" eval '! without_btf ecli check "$SCRATCH/foreign.json" >"$SCRATCH/log" 2>&1'
	check "and says whose" contains "$SCRATCH/log" "warning: this kernel has no BTF, and foreign.json has none of '$ID/"
	without_btf timeout -s INT 4 ecli run -j "$package" >"$SCRATCH/events" 2>"$SCRATCH/log" &
	events=$!
	for _ in 1 2 3 4 5 6 7 8; do sleep 0.4; /bin/true; done
	wait $events
	check "events come" grep -q '"comm":"true"' "$SCRATCH/events" || head -3 "$SCRATCH/events" "$SCRATCH/log"
else
	leave_out "no mount namespace: a kernel without BTF is not tried"
fi
echo "$(grep -c '^same ' "$SCRATCH/loaded") programs loaded with the same instructions," \
	"$(grep -c '^relocated ' "$SCRATCH/loaded") relocated to the same"
done_testing
