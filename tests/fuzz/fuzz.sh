#!/usr/bin/env bash
# Strangers' bytes under the sanitizers: prefixes, mutations, and libFuzzer for a bounded time.
# fuzz.sh BUILD_DIR.  Each fuzzer runs for ECC_FUZZ_SECONDS (60) from ECC_FUZZ_SEED (1; 0 is another
# each time).  ECC_FUZZ_CORPUS keeps the corpus.
. "$(dirname "$0")/../support/lib.sh"
seconds=${ECC_FUZZ_SECONDS:-60}
pids=()
targets=()
corpus=${ECC_FUZZ_CORPUS:-$SCRATCH/corpus}
mkdir -p "$corpus"/{broker,btf,cut,host,libbpf,linker,module,object,package,text}

# Seeds: what ecc makes of the golden cases.  libclang leaks by design.
for case in "$SOURCE_DIR"/tests/golden/*/; do
	[ -f "$case/prog.bpf.c" ] || continue
	name=$(basename "$case")
	header=
	[ -f "$case/prog.h" ] && header=$case/prog.h
	check "seed $name" env ASAN_OPTIONS=detect_leaks=0 ecc -o "$SCRATCH/$name" "$case/prog.bpf.c" $header >/dev/null
	cp "$SCRATCH/$name/prog.bpf.o" "$corpus/object/$name"
	btfgen vmlinux "$SCRATCH/$name/prog.bpf.o" >"$corpus/cut/$name"
	cp "$SCRATCH/$name/package.json" "$corpus/package/$name"
	llvm-objcopy --dump-section .BTF="$corpus/btf/$name" "$SCRATCH/$name/prog.bpf.o" /dev/null
done
# Every kind of CO-RE relocation.
check "seed core" env ASAN_OPTIONS=detect_leaks=0 ecc -n -o "$SCRATCH/core" "$SOURCE_DIR/tests/witness/shrink/core.bpf.c" >/dev/null
cp "$SCRATCH/core/core.bpf.o" "$corpus/object/core"
# What libbpf treats in ways of its own: the kernel's configuration, struct_ops, every map.
check "seed kconfig" env ASAN_OPTIONS=detect_leaks=0 ecc -n -o "$SCRATCH/kconfig" "$SOURCE_DIR/tests/witness/spread/programs/kernel_config/kernel_config.bpf.c" >/dev/null
cp "$corpus"/object/* "$SCRATCH/kconfig/kernel_config.bpf.o" "$corpus/libbpf"

# Objects, and pairs that link.
check "seed link" env ASAN_OPTIONS=detect_leaks=0 ecc -n -o "$SCRATCH/link" "$SOURCE_DIR"/tests/golden/link/{main.bpf.c,event.h,twice.bpf.c} >/dev/null
cp "$corpus"/libbpf/* "$corpus/linker"
for first in "$SCRATCH/link/main.bpf.o" "$corpus"/object/{globals,maps,ring-values,struct-ops}; do
	cat "$first" "$SCRATCH/link/twice.bpf.o" >"$corpus/linker/$(basename "$first")-twice"
done

# Texts, each behind the byte that chooses its reader (kReaders in fuzz_text.cc).
text() { # reader file
	{ printf "\\$(printf %03o "$1")"; cat "$2"; } >"$corpus/text/$1-$(basename "$(dirname "$2")")-$(basename "$2")"
}
for case in "$SOURCE_DIR"/tests/golden/*/; do
	for file in "$case"expected; do [ -f "$file" ] && text 0 "$file" && text 1 "$file"; done
	for file in "$case"*.h; do [ -f "$file" ] && text 3 "$file"; done
	for file in "$case"*.bpf.c; do [ -f "$file" ] && text 6 "$file" && text 7 "$file"; done
	[ -f "${case}cmd" ] || continue
	mkdir -p "$SCRATCH/arguments/$(basename "$case")"
	sed -n '/^ecc /{s///;s/ /\n/gp;q}' "${case}cmd" >"$SCRATCH/arguments/$(basename "$case")/cmd"
	text 4 "$SCRATCH/arguments/$(basename "$case")/cmd"
done
mkdir "$SCRATCH/texts"
printf 'object: a.c \\\n  /usr/include/x.h with\\ blank.h\n' >"$SCRATCH/texts/rule"
printf 'a.c\nwith blank.h\nb#$.h\n' >"$SCRATCH/texts/lines"
printf '{"a":[1,-2,3.5,null,true,"x"],"b":{}}' >"$SCRATCH/texts/json"
printf 'a.bpf.c\n[{"directory":"/","file":"b.c","arguments":["clang"],"output":"b.o"}]' >"$SCRATCH/texts/database"
printf '{"event_types":["event"],"constants":[[true,4,[["A",1],["B",2]]]]}\n' >"$SCRATCH/texts/cache"
for seed in 2:rule 2:lines 5:json 8:database 9:cache; do text "${seed%:*}" "$SCRATCH/texts/${seed#*:}"; done

# Modules, and the object that the host's functions play with.
check "host.bpf.c" env ASAN_OPTIONS=detect_leaks=0 ecc -n -o "$SCRATCH/host" "$SOURCE_DIR/tests/fuzz/host.bpf.c" >/dev/null
export ECC_FUZZ_OBJECT=$SCRATCH/host/host.bpf.o
cp "$ECC_FUZZ_OBJECT" "$corpus/libbpf"
command -v wat2wasm >/dev/null && wat2wasm -o "$corpus/module/seed" - <<-WAT
	(module (import "wasm_bpf" "wasm_close_bpf_object" (func (param i64) (result i32)))
	 (memory (export "memory") 1 20) (table (export "table") 1 30 funcref) (func (export "_start")))
WAT

check "prefixes and mutations" mutate_btf "${ECC_MUTATIONS:-100000}" "$corpus"/btf/{maps,globals,bit-fields,anonymous-members,enums,arrays,unions,typedefs}
# All at once: a minute for all.
# Not fuzz_host: since lately it ends without a word now and then, which nobody has explained yet.
for target in broker btf cut libbpf linker module object package text; do
	command -v fuzz_$target >/dev/null || skip "the fuzzers are built with clang only: cmake --preset fuzz"
	# What is refused is said on standard error, and what a guest writes goes to its own.
	quiet=0 max_length=65536 options=()
	case $target in
	broker | host) quiet=3 max_length=4096 ;;
	libbpf) quiet=3 ;;
	# Help is printed where it is asked for.
	text) quiet=1 ;;
	# How rare each feature is would take longer to count than the linker takes.
	linker) quiet=3 options=(-entropic=0) ;;
	esac
	fuzz_$target "${options[@]}" -close_fd_mask=$quiet -seed="${ECC_FUZZ_SEED:-1}" -max_total_time="$seconds" -max_len=$max_length -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
		-artifact_prefix="$BUILD_DIR/" "$corpus/$target" </dev/null >"$SCRATCH/log-$target" 2>&1 &
	pids[${#pids[@]}]=$!
	targets[${#targets[@]}]=$target
done
for i in "${!pids[@]}"; do
	log=$SCRATCH/log-${targets[$i]}
	check "fuzz_${targets[$i]}" wait "${pids[$i]}" || tail -60 "$log"
	grep -E 'number_of_executed_units|^#.*DONE' "$log" | sed "s/^/fuzz_${targets[$i]}: /"
done
done_testing
