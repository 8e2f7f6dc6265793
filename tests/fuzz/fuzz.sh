#!/usr/bin/env bash
# Strangers' bytes under the sanitizers: prefixes, mutations, and libFuzzer for a bounded time.
# fuzz.sh BUILD_DIR.  Each fuzzer runs for ECC_FUZZ_SECONDS (60) from ECC_FUZZ_SEED (1; 0 is another
# each time).  ECC_FUZZ_CORPUS keeps the corpus.
. "$(dirname "$0")/../support/lib.sh"
seconds=${ECC_FUZZ_SECONDS:-60}
pids=()
targets=()
corpus=${ECC_FUZZ_CORPUS:-$SCRATCH/corpus}
mkdir -p "$corpus"/{btf,object,package}

# Seeds: what ecc makes of the golden cases.  libclang leaks by design.
for case in "$SOURCE_DIR"/tests/golden/*/; do
	[ -f "$case/prog.bpf.c" ] || continue
	name=$(basename "$case")
	header=
	[ -f "$case/prog.h" ] && header=$case/prog.h
	check "seed $name" env ASAN_OPTIONS=detect_leaks=0 ecc -o "$SCRATCH/$name" "$case/prog.bpf.c" $header >/dev/null
	cp "$SCRATCH/$name/prog.bpf.o" "$corpus/object/$name"
	cp "$SCRATCH/$name/package.json" "$corpus/package/$name"
	llvm-objcopy --dump-section .BTF="$corpus/btf/$name" "$SCRATCH/$name/prog.bpf.o" /dev/null
done

check "prefixes and mutations" mutate_btf "${ECC_MUTATIONS:-100000}" "$corpus"/btf/{maps,globals,bit-fields,anonymous-members,enums,arrays,unions,typedefs}
# All at once: a minute for all three.
for target in btf object package; do
	command -v fuzz_$target >/dev/null || skip "the fuzzers are built with clang only: cmake --preset fuzz"
	fuzz_$target -seed="${ECC_FUZZ_SEED:-1}" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
		-artifact_prefix="$BUILD_DIR/" "$corpus/$target" >"$SCRATCH/log-$target" 2>&1 &
	pids[${#pids[@]}]=$!
	targets[${#targets[@]}]=$target
done
for i in "${!pids[@]}"; do
	log=$SCRATCH/log-${targets[$i]}
	check "fuzz_${targets[$i]}" wait "${pids[$i]}" || tail -60 "$log"
	grep -E 'number_of_executed_units|^#.*DONE' "$log" | sed "s/^/fuzz_${targets[$i]}: /"
done
done_testing
