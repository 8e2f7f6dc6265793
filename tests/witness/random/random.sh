#!/usr/bin/env bash
# Random records: clang for BPF writes two values into every scalar, little- and big-endian; a
# guest reads the first through the generated header and writes the second, and both sides' bytes
# are the same.  random.sh BUILD_DIR
# ECC_RANDOM_FIELDS (20,000) is the number of fields for each byte order, ECC_RANDOM_SEED where to
# begin; tests/witness/random/nightly.sh makes millions.
. "$(dirname "$0")/../../support/lib.sh"
here=$SOURCE_DIR/tests/witness/random
command -v node >/dev/null || skip "there is no node"
fields=${ECC_RANDOM_FIELDS:-20000}
seed=${ECC_RANDOM_SEED:-1}
# Compilers before clang 15 do not tell the sign of enums.
bpf=$(wasm_clangs | awk '{ print $NF }')
wasm=$(wasm_clangs | awk '{ print $1 }')

one_object() { # byte order, directory, fields
	local target=bpfel
	[ "$1" = big ] && target=bpfeb
	mkdir -p "$2" && make_records "$seed" "$3" "$1" "$2" &&
		$bpf -target $target -g -O2 -w -c "$2/prog.bpf.c" -o "$2/prog.bpf.o" &&
		btfgen header "$2/prog.bpf.o" -o "$2/prog.wasm.h" &&
		btfgen json "$2/prog.bpf.o" -o "$2/model.json" &&
		node "$here/run_guest.mjs" offsets "$2/model.json" >"$2/offsets.h" &&
		llvm-objcopy --dump-section .data="$2/data" "$2/prog.bpf.o" /dev/null &&
		$wasm --target=wasm32 -O0 -std=c11 -Wall -Wextra -Werror -Wno-constant-conversion \
			-Wno-address-of-packed-member -nostdlib -Wl,--no-entry -Wl,--export=run,--export=data \
			-Wl,--export=checks,--export=failures,--export=first_failure "$2/guest.c" -o "$2/guest.wasm" &&
		node "$here/run_guest.mjs" run "$2/guest.wasm" "$2/data"
}
for order in little big; do
	for part in 1 2 3 4; do
		check "$order endian, seed $seed" one_object $order "$SCRATCH/$order-$part" $((fields / 4)) ||
			cp -r "$SCRATCH/$order-$part" "$BUILD_DIR/random-failed"
		seed=$((seed + 1))
	done
done
done_testing
