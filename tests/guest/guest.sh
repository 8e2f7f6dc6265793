#!/usr/bin/env bash
# A guest on a fake host: globals reach the object at their offsets, the runtime survives what
# known hosts do.  guest.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
here=$SOURCE_DIR/tests/guest
command -v node >/dev/null || skip "there is no node"
check "ecc" ecc -n -o "$SCRATCH" "$here/prog.bpf.c" >/dev/null
check "ecc, the second object" ecc -n -o "$SCRATCH" "$here/other.bpf.c" >/dev/null
# Two objects that mean different things by one name must not meet in a guest unnoticed.
mkdir "$SCRATCH/changed"
sed 's/char mode;/unsigned char mode;/' "$here/other.bpf.c" >"$SCRATCH/changed/changed.bpf.c"
check "ecc, another struct config" ecc -n -o "$SCRATCH/changed" "$SCRATCH/changed/changed.bpf.c" >/dev/null
printf '#include "prog.wasm.h"\n#include "changed/changed.wasm.h"\n' >"$SCRATCH/both.c"
clang --target=wasm32 -fsyntax-only -I"$SCRATCH" "$SCRATCH/both.c" 2>"$SCRATCH/log"
check "two layouts of one name are an error" [ $? = 1 ]
check "which names the type" contains "$SCRATCH/log" "another header defines 'config' otherwise"
# One that only spells it otherwise is no other.
sed 's/long limit;/long long limit;/' "$here/other.bpf.c" >"$SCRATCH/changed/changed.bpf.c"
check "ecc, struct config in other words" ecc -n -o "$SCRATCH/changed" "$SCRATCH/changed/changed.bpf.c" >/dev/null
check "two spellings of one layout are none" clang --target=wasm32 -fsyntax-only -I"$SCRATCH" "$SCRATCH/both.c"
# Hosts that know the six functions only, with their quirks.
for clang in $(wasm_clangs); do
	check "$clang: quirks" ecc -c "$clang" -n -o "$SCRATCH/quirks" "$here/prog.bpf.c" --wasm "$here/quirks.c" \
		--wasm-cflags "-Wall -Wextra -Werror -std=c11" >/dev/null
	node "$here/imports.mjs" "$SCRATCH/quirks/prog.wasm" | grep '^wasm_bpf' | sort >"$SCRATCH/imports"
	check "$clang: imports the six functions by their types" diff "$here/abi" "$SCRATCH/imports"
	for host in a b c; do
		timeout 20 node --no-warnings "$here/known_hosts.mjs" $host "$SCRATCH/quirks/prog.wasm" >"$SCRATCH/actual" 2>&1
		check "$clang, host $host: exit code" [ $? = 0 ]
		check "$clang, host $host: what the guest saw" diff -u "$here/expected-$host" "$SCRATCH/actual"
	done
	# As C++17, from two sources.
	check "$clang: C++" ecc -c "$clang" -n -o "$SCRATCH/cxx" "$here/prog.bpf.c" --wasm "$here/cycles.cc" \
		--wasm "$here/cycles_other.cc" --wasm-cflags "-Wall -Wextra -Werror -std=c++17" >/dev/null
	timeout 60 node --no-warnings "$here/known_hosts.mjs" b "$SCRATCH/cxx/prog.wasm" >"$SCRATCH/actual" 2>&1
	check "$clang: opened and closed a thousand times" [ $? = 0 ]
	check "$clang: nothing leaks" contains "$SCRATCH/actual" "grown by 0 pages"
done
# What the guests carry, before they have set anything.
check "shrink" btfgen shrink "$SCRATCH/prog.bpf.o" -o "$SCRATCH/prog.small.o"
check "shrink, the second object" btfgen shrink "$SCRATCH/other.bpf.o" -o "$SCRATCH/other.small.o"
for clang in $(wasm_clangs); do
	$clang --target=wasm32-wasi -std=c11 -Oz -Wall -Wextra -Werror -isystem "$BUILD_DIR/include/ecc" -I"$SCRATCH" \
		-Wl,--export-table "$here/guest.c" -o "$SCRATCH/guest.wasm" 2>"$SCRATCH/log" || skip "$clang cannot link for wasm32: $(head -1 "$SCRATCH/log")"
	node --no-warnings "$here/host.mjs" "$SCRATCH/guest.wasm" "$SCRATCH/loaded.o" >"$SCRATCH/actual" 2>&1
	check "$clang: exit code" [ $? = 0 ]
	check "$clang: what guest and host saw" diff -u "$here/expected" "$SCRATCH/actual"
	for section in rodata data; do
		llvm-objcopy --dump-section .$section="$SCRATCH/$section" "$SCRATCH/loaded.o" /dev/null
		od -An -v -tx1 "$SCRATCH/$section" | tr -d ' \n' >"$SCRATCH/$section.hex"
	done
	# level, padding, config.mode, padding, config.limit; then values[3].
	check "$clang: .rodata" [ "$(cat "$SCRATCH/rodata.hex")" = 44332211000000000100000000000000ccbbaa9988776655 ]
	check "$clang: .data" [ "$(cat "$SCRATCH/data.hex")" = 01000000fecaad0b03000000 ]
	# Of the second object: the arena, the custom section, the flags and the name of the struct_ops.
	check "$clang: the second object" [ "$(cmp -l "$SCRATCH/loaded.o.2" "$SCRATCH/other.small.o" | awk '{ printf "%s ", $2 }')" = "15 14 13 12 125 4 3 2 1 106 " ]
	check "$clang: nothing else changed" [ "$(cmp -l "$SCRATCH/loaded.o" "$SCRATCH/prog.small.o" | wc -l)" = 16 ]
done
done_testing
