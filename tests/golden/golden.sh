#!/usr/bin/env bash
# Golden tests: one feature or one bad input a folder.
#
# A folder with prog.bpf.c is compiled by ecc (with prog.h when it is there), and
# prog.wasm.h must equal expected.wasm.h; a folder with expected.skel.h compares the
# skeleton too, without the object's bytes.  A folder with `cmd` runs that instead and
# compares output and exit code with `expected`.
#
# golden.sh BUILD_DIR [--update] [CASE...]
. "$(dirname "$0")/../support/lib.sh"
shift
update=
[ "${1:-}" = --update ] && { update=1; shift; }
golden=$SOURCE_DIR/tests/golden
[ $# -gt 0 ] || set -- $(cd "$golden" && ls -d */)

same() { # expected, actual
	if [ -n "$update" ]; then cp "$2" "$1"; return 0; fi
	diff -u "$1" "$2" | head -40
	cmp -s "$1" "$2"
}

for name in "$@"; do
	name=${name%/}
	work=$SCRATCH/$name
	cp -r "$golden/$name" "$work"
	if [ -f "$work/cmd" ]; then
		(cd "$work" && . ./cmd) >"$work.actual" 2>&1
		echo "exit $?" >>"$work.actual"
		check "$name" same "$golden/$name/expected" "$work.actual"
		continue
	fi
	header=
	[ -f "$work/prog.h" ] && header=prog.h
	(cd "$work" && ecc -n prog.bpf.c $header) >"$work/log" 2>&1 || { fail "$name: ecc"; cat "$work/log"; continue; }
	check "$name: header" same "$golden/$name/expected.wasm.h" "$work/prog.wasm.h"
	if [ -f "$work/expected.skel.h" ] || [ -f "$work/want-skeleton" ]; then
		grep -v '^		"' "$work/prog.skel.h" | sed 's/file_offset = [0-9]*/file_offset = N/' >"$work/skel"
		check "$name: skeleton" same "$golden/$name/expected.skel.h" "$work/skel"
	fi
done
done_testing
