#!/usr/bin/env bash
# What a guest can do with our host, on the live kernel, under every engine; and that nothing of it
# is done without permission or stays.  guests.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
need_root
need_kernel_btf
need_engines
here=$SOURCE_DIR/tests/live/api
pin=/sys/fs/bpf/ecc-test-allowed
check "ecc" ecc -n -o "$SCRATCH" "$here/api.bpf.c" "$here/api.h" --wasm "$here/app.c" --wasm-cflags "-Wall -Wextra -Werror" >/dev/null

for engine in "${engines[@]}"; do
	rm -f $pin
	timeout 60 ecli run --engine $engine --allow-pin $pin "$SCRATCH/api.wasm" >"$SCRATCH/actual" 2>"$SCRATCH/err"
	check "$engine: exit code" [ $? = 0 ] || cat "$SCRATCH/err"
	check "$engine: what the guest saw" diff -u "$here/expected" "$SCRATCH/actual"
	check "$engine: the map is pinned" [ -e $pin ]
	check "$engine: what is refused is said" contains "$SCRATCH/err" "help: allow it with --allow-pin '/sys/fs/bpf/ecc-test-other'"
	rm -f $pin

	# A guest whose header says something else than its object.
	ecc -n -o "$SCRATCH/other" "$here/api.bpf.c" "$here/api.h" --wasm "$here/app.c" >/dev/null
	alter_guest "$SCRATCH/other/api.wasm" "$SCRATCH/altered.wasm" '"wide"' '"wood"'
	timeout 20 ecli run --engine $engine "$SCRATCH/altered.wasm" >/dev/null 2>"$SCRATCH/err"
	check "$engine: another layout is refused" [ $? = 1 ]
	check "$engine: its member is named" contains "$SCRATCH/err" wood
done

# A stack that is used up ends the guest; nothing that it shares the memory with changes.
check "ecc, stack" ecc -n -o "$SCRATCH/stack" "$here/api.bpf.c" "$here/api.h" --wasm "$SOURCE_DIR/tests/live/stack.c" >/dev/null
for engine in "${engines[@]}"; do
	check "$engine: 900,000 bytes of stack" [ "$(ecli run --engine $engine "$SCRATCH/stack/api.wasm" 900000)" = "important data" ]
	timeout 20 ecli run --engine $engine "$SCRATCH/stack/api.wasm" 1100000 >"$SCRATCH/actual" 2>"$SCRATCH/err"
	check "$engine: 1,100,000 end it" [ $? = 1 ]
	check "$engine: which is said" grep -qiE "out of bounds memory access" "$SCRATCH/err"
	check "$engine: nothing is printed" [ ! -s "$SCRATCH/actual" ]
done

# Packages neither link nor open one.
check "ecli links no engine" [ "$(ldd "$BUILD_DIR/loader/ecli" | grep -c javascriptcore)" = 0 ]
done_testing
