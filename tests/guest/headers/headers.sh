#!/usr/bin/env bash
# Headers that a guest shares with its program are the checked ones, whether somebody names them or
# not; all that is no type of theirs reaches the guest as it is.  headers.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
here=$SOURCE_DIR/tests/guest/headers
for clang in $(wasm_clangs); do
	flags=(-c "$clang" -n --wasm-cflags "-Wall -Wextra -Werror")
	# The guest's own assertions hold the layout of the 64-bit side.
	check "$clang: nobody names it" ecc "${flags[@]}" -o "$SCRATCH/unnamed" "$here/prog.bpf.c" --wasm "$here/app.c" -DGIVEN=7 >/dev/null
	check "$clang: one is named" ecc "${flags[@]}" -o "$SCRATCH/named" "$here/prog.bpf.c" "$here/event.h" --wasm "$here/app.c" -DGIVEN=7 >/dev/null
	check "$clang: both are named" ecc "${flags[@]}" -o "$SCRATCH/both" "$here/prog.bpf.c" "$here/event.h" "$here/common.h" \
		--wasm "$here/app.c" -DGIVEN=7 >/dev/null 2>"$SCRATCH/log"
	check "$clang: without a warning" [ ! -s "$SCRATCH/log" ] || cat "$SCRATCH/log"
	check "$clang: and it is one layout" cmp "$SCRATCH/unnamed/prog.wasm.h" "$SCRATCH/both/prog.wasm.h"
	# Found where -I says.
	mkdir -p "$SCRATCH/split/inc" "$SCRATCH/split/src"
	cp "$here"/*.h "$SCRATCH/split/inc"
	cp "$here/prog.bpf.c" "$here/app.c" "$SCRATCH/split/src"
	check "$clang: in a directory of their own" ecc "${flags[@]}" -I "$SCRATCH/split/inc" -DGIVEN=7 -o "$SCRATCH/split/out" \
		"$SCRATCH/split/src/prog.bpf.c" --wasm "$SCRATCH/split/src/app.c" >/dev/null
done
# A second definition of the type in the guest's own source.
sed 's/#include "event.h"/&\nstruct event { int pid; };/' "$here/app.c" >"$SCRATCH/split/src/twice.c"
ecc -n -I "$SCRATCH/split/inc" -DGIVEN=7 -o "$SCRATCH/split/out" "$SCRATCH/split/src/prog.bpf.c" --wasm "$SCRATCH/split/src/twice.c" >"$SCRATCH/log" 2>&1
check "a second definition: exit code 1" [ $? = 1 ]
check "which names the type" contains "$SCRATCH/log" "redefinition of 'event'"
done_testing
