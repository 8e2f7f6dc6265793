#!/usr/bin/env bash
# Headers that a guest shares with its program are the checked ones, whether somebody names them or
# not; all that is no type of theirs reaches the guest as it is.  headers.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
need_root
need_kernel_btf
need_engines
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
	# Headers that WASI lacks.
	for language in c cc; do
		cp "$here/libc.c" "$SCRATCH/libc.$language"
		check "$clang: libc.$language" ecc "${flags[@]}" -DGIVEN=7 -o "$SCRATCH/libc" "$here/prog.bpf.c" --wasm "$SCRATCH/libc.$language" >/dev/null
		for engine in "${engines[@]}"; do
			check "$clang: libc.$language says no, $engine" [ "$(ecli run --engine $engine "$SCRATCH/libc/prog.wasm" | tr '\n' ' ')" = "1 1 1 0 0 1 1 1 1 1 1 1 1 " ]
		done
	done
done
# Numbers are the kernel's, as far as this one knows them.
sed -n 's/^\t\(BPF_[A-Za-z0-9_]*\) = \([0-9]*\),$/\1 = \2/p' "$BUILD_DIR/include/ecc/linux/bpf.h" | sort >"$SCRATCH/ours"
btfgen vmlinux /sys/kernel/btf/vmlinux | sed -n 's/^\t\(BPF_[A-Za-z0-9_]*\) = \([0-9]*\),$/\1 = \2/p' | sort >"$SCRATCH/kernels"
check "there are numbers" [ "$(wc -l <"$SCRATCH/ours")" -gt 300 ]
cut -d' ' -f1 "$SCRATCH/kernels" >"$SCRATCH/names"
check "numbers are the kernel's" [ -z "$(grep -Fwf "$SCRATCH/names" "$SCRATCH/ours" | sort | comm -23 - "$SCRATCH/kernels")" ]
# A second definition of the type in the guest's own source.
sed 's/#include "event.h"/&\nstruct event { int pid; };/' "$here/app.c" >"$SCRATCH/split/src/twice.c"
ecc -n -I "$SCRATCH/split/inc" -DGIVEN=7 -o "$SCRATCH/split/out" "$SCRATCH/split/src/prog.bpf.c" --wasm "$SCRATCH/split/src/twice.c" >"$SCRATCH/log" 2>&1
check "a second definition: exit code 1" [ $? = 1 ]
check "which names the type" contains "$SCRATCH/log" "redefinition of 'event'"
done_testing
