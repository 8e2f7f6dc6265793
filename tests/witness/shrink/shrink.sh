#!/usr/bin/env bash
# A smaller object is the same: to btfgen, to libbpf, and to the kernel, which holds the same
# instructions after relocation.  shrink.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
loads=--no-load
[ "$(id -u)" = 0 ] && [ -r /sys/kernel/btf/vmlinux ] && loads=
[ -z "$loads" ] || leave_out "programs are loaded by root on a kernel with BTF only"
clang=$(wasm_clangs | awk '{ print $NF }')
includes=()
for example in "$SOURCE_DIR"/examples/*/; do includes+=("-I$example"); done
before=0
after=0

# Where bytes lie in the file and numbers of types are others.
layout_of() {
	btfgen json "$1" | sed '/"file_offset":/d; /"value_file_offset":/d; /"btf_id":/d; /"object":/d'
}
same_layout() {
	cp "$2" "$SCRATCH/small/$(basename "$1")"
	layout_of "$1" >"$SCRATCH/json-a"
	layout_of "$SCRATCH/small/$(basename "$1")" >"$SCRATCH/json-b"
	[ -s "$SCRATCH/json-a" ] && diff "$SCRATCH/json-a" "$SCRATCH/json-b" | head -20
	cmp -s "$SCRATCH/json-a" "$SCRATCH/json-b"
}
same_programs_of() {
	same_programs $loads "$1" "$2" >>"$SCRATCH/programs" 2>&1 || { tail -20 "$SCRATCH/programs"; return 1; }
}
smaller() { [ "$(stat -c %s "$2")" -lt "$(stat -c %s "$1")" ]; }

compare() { # name, object
	local name=$1 object=$2 small=$SCRATCH/$1.small.o
	check "$name: shrinks" btfgen shrink "$object" -o "$small" || return
	check "$name: the shared types" same_layout "$object" "$small"
	check "$name: smaller" smaller "$object" "$small"
	check "$name: libbpf and the kernel" same_programs_of "$object" "$small"
	check "$name: nothing is left to shrink" sh -c "btfgen shrink '$small' | cmp - '$small'"
	check "$name: with lines" btfgen shrink --keep-lines "$object" -o "$small.lines"
	check "$name: with lines, libbpf and the kernel" same_programs_of "$object" "$small.lines"
	# What bpftool links of it is the same as well.
	if [[ $name = core* || $name = bootstrap ]] && command -v bpftool >/dev/null; then
		check "$name: links" bpftool gen object "$object.linked" "$object" 2>"$SCRATCH/log"
		check "$name: links shrunk" bpftool gen object "$small.linked" "$small" 2>"$SCRATCH/log"
		check "$name: linked" same_programs_of "$object.linked" "$small.linked"
	fi
	local a b
	a=$(stat -c %s "$object") b=$(stat -c %s "$small")
	before=$((before + a)) after=$((after + b))
	printf '%-26s %7d %7d\n' "$name" "$a" "$b"
}

mkdir "$SCRATCH/small"
: >"$SCRATCH/programs"
for source in "$SOURCE_DIR"/tests/golden/*/prog.bpf.c "$SOURCE_DIR"/examples/*/*.bpf.c \
	"$SOURCE_DIR"/tests/live/witness/witness.bpf.c "$SOURCE_DIR"/tests/witness/shrink/core.bpf.c; do
	name=$(basename "$(dirname "$source")")
	[ $name = shrink ] && name=core
	header=${source%.bpf.c}.h
	[ -f "$header" ] || header=
	ecc -c "$clang" -n -o "$SCRATCH/$name" "$source" $header "${includes[@]}" >"$SCRATCH/log" 2>&1 || { fail "$name: ecc"; cat "$SCRATCH/log"; continue; }
	compare "$name" "$SCRATCH/$name/$(basename "${source%.c}").o"
done

# clang before 15 writes no type tags and other enums.
if [ "$clang" != clang-14 ] && command -v clang-14 >/dev/null; then
	ecc -c clang-14 -n -o "$SCRATCH/core-14" "$SOURCE_DIR/tests/witness/shrink/core.bpf.c" >/dev/null 2>&1
	compare core-14 "$SCRATCH/core-14/core.bpf.o"
	ecc -c clang-14 -n -o "$SCRATCH/bootstrap-14" "$SOURCE_DIR"/examples/bootstrap/bootstrap.{bpf.c,h} >/dev/null 2>&1
	compare bootstrap-14 "$SCRATCH/bootstrap-14/bootstrap.bpf.o"
	check "bootstrap is below 12,000 bytes" [ "$(stat -c %s "$SCRATCH/bootstrap-14.small.o")" -lt 12000 ]
fi

# The other byte order; this machine's kernel takes none of it.
cat >"$SCRATCH/big.bpf.c" <<'END'
struct event { int a; long b : 7; char text[5]; struct other *o; } e = {1};
struct used { int x[9]; struct { int y; } z; } __attribute__((preserve_access_index));
__attribute__((section("raw_tp/x"))) int f(struct used *u) { return u->z.y + e.a; }
END
check "big-endian compiles" $clang -g -O2 -target bpfeb -c "$SCRATCH/big.bpf.c" -o "$SCRATCH/big.bpf.o"
check "big-endian shrinks" btfgen shrink "$SCRATCH/big.bpf.o" -o "$SCRATCH/big.small.o"
check "big-endian: the shared types" same_layout "$SCRATCH/big.bpf.o" "$SCRATCH/big.small.o"
check "big-endian: smaller" smaller "$SCRATCH/big.bpf.o" "$SCRATCH/big.small.o"

printf '%-26s %7d %7d\n' sum $before $after
[ -n "$loads" ] && echo "not root: no program was loaded"
echo "$(grep -c '^same ' "$SCRATCH/programs") programs loaded with the same instructions," \
	"$(grep -c '^refused ' "$SCRATCH/programs") refused both times"
grep '^refused' "$SCRATCH/programs" | sort | uniq -c
done_testing
