#!/usr/bin/env bash
# Every example on the live kernel, as a guest, under every engine: what its case file wants to see
# comes, Ctrl-C ends it with a summary, and nothing stays attached.  examples.sh BUILD_DIR [NAME...]
. "$(dirname "$0")/../../support/lib.sh"
need_root
need_kernel_btf
shift
cases=("$@")
[ ${#cases[@]} -gt 0 ] || for case in "$SOURCE_DIR"/tests/live/examples/cases/*.sh; do cases+=("$(basename "$case" .sh)"); done
for folder in "$SOURCE_DIR"/examples/*/; do
	check "$(basename "$folder") has a case" [ -f "$SOURCE_DIR/tests/live/examples/cases/$(basename "$folder").sh" ]
done
need_engines

# Runs one guest; $out has what it printed.
observe() { # name, engine
	local pid deadline status
	# A background job of this shell would ignore SIGINT.
	# shellcheck disable=SC2086
	env --default-signal=INT ecli run --engine "$2" $host_options "$SCRATCH/$1.wasm" $guest_arguments >"$out" 2>"$err" &
	pid=$!
	# The first things happen before the programs are attached: try until they are seen.
	deadline=$((SECONDS + 20))
	until verify "$out" 2>/dev/null || [ $SECONDS -ge $deadline ] || ! kill -0 $pid 2>/dev/null; do
		trigger
		sleep 0.3
	done
	check "$1, $2: prints what happens" verify "$out" || { tail -5 "$out" "$err"; }
	kill -INT $pid 2>/dev/null
	wait $pid
	status=$?
	check "$1, $2: ends well after Ctrl-C" [ $status = 0 ] || cat "$err"
	check "$1, $2: says nothing bad" [ ! -s "$err" ] || cat "$err"
	check "$1, $2: ends with what it should" verify_end "$out" || tail -5 "$out"
}

for name in "${cases[@]}"; do
	example=$SOURCE_DIR/examples/$name
	host_options='' guest_arguments='' refused=''
	verify_end() { :; }
	cleanup() { :; }
	# shellcheck disable=SC1090
	. "$SOURCE_DIR/tests/live/examples/cases/$name.sh"
	check "$name: ecc" ecc -n -o "$SCRATCH" "$example/$name.bpf.c" "$example/$name.h" --wasm "$example/app.c" >/dev/null || continue
	for engine in "${engines[@]}"; do
		out=$SCRATCH/$name.$engine
		err=$out.err
		if [ -n "$refused" ]; then
			# shellcheck disable=SC2086
			ecli run --engine "$engine" $host_options "$SCRATCH/$name.wasm" $guest_arguments >"$out" 2>"$err"
			check "$name, $engine: is refused" [ $? = 1 ]
			check "$name, $engine: says why" contains "$err" "$refused"
			check "$name, $engine: says what the kernel forbids" contains "$err" "the kernel forbids it here"
		else
			observe "$name" "$engine"
		fi
		check "$name, $engine: leaves nothing behind" cleanup
	done
	echo "$name: $(stat -c %s "$SCRATCH/$name.wasm") bytes"
done
done_testing
