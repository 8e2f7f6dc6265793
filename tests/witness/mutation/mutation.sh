#!/usr/bin/env bash
# The witnesses are watched: any single change of an offset, size, width or sign in a generated
# header must be noticed by one of them.  mutation.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
command -v node >/dev/null || skip "there is no node"
random=$SOURCE_DIR/tests/witness/random
bpf=$(wasm_clangs | awk '{ print $NF }')
wasm=$(wasm_clangs | awk '{ print $1 }')
work=$SCRATCH/work
mkdir -p "$work/mutant"
random_object() {
	make_records 4711 "${ECC_MUTATED_FIELDS:-60}" little "$work" &&
		$bpf -target bpfel -g -O2 -w -c "$work/prog.bpf.c" -o "$work/prog.bpf.o" &&
		btfgen header "$work/prog.bpf.o" -o "$work/prog.wasm.h" &&
		btfgen json "$work/prog.bpf.o" -o "$work/model.json" &&
		node "$random/run_guest.mjs" offsets "$work/model.json" >"$work/mutant/offsets.h" &&
		llvm-objcopy --dump-section .data="$work/data" "$work/prog.bpf.o" /dev/null
}
check "an object of random records" random_object
cp "$work/guest.c" "$work/mutant/"
circle_source prog.wasm.h "$work/prog.wasm.h" >"$work/mutant/circle.c"
check "every mutant is noticed" node "$SOURCE_DIR/tests/witness/mutation/mutants.mjs" "$work" $wasm $bpf \
	"$BUILD_DIR/tests/diff_layouts" "$random/run_guest.mjs"
done_testing
