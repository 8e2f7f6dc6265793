#!/usr/bin/env bash
# What a ring buffer has no room for is told: counted where ecc put counters into the program, so
# that produced = received + lost; elsewhere as a guess.  lost.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
need_root
need_kernel_btf
need_engines
here=$SOURCE_DIR/tests/live/lost
out=$SCRATCH/out err=$SCRATCH/err

lost() { # buffer: what standard error says of it
	sed -n "s/^ecli: \([0-9]*\) record(s) lost: ring buffer '$1' had no room\$/\1/p" "$err"
}
adds_up() { # description, records received
	local copied reserved
	copied=$(lost copied) reserved=$(lost reserved)
	check "$1: some of each buffer are lost: ${copied:-0}, ${reserved:-0}" [ "${copied:-0}" -ge 15 -a "${reserved:-0}" -ge 15 ] || cat "$err"
	check "$1: received $2 and lost are the 2000 produced" [ $(($2 + copied + reserved)) = 2000 ]
}

check "ecc --count-lost" ecc --count-lost -o "$SCRATCH" "$here/lost.bpf.c" "$here/lost.h" --wasm "$here/app.c" -- -mcpu=v3 >/dev/null
check "a guest sees nothing of the counters" lacks "$SCRATCH/lost.wasm.h" ecc_lost
for engine in "${engines[@]}"; do
	timeout 60 ecli run --engine "$engine" "$SCRATCH/lost.wasm" >"$out" 2>"$err"
	check "$engine: exit code" [ $? = 0 ] || cat "$err"
	adds_up "guest, $engine" "$(sed -n 's/^\([0-9]*\) received$/\1/p' "$out")"
done

# A package's reader takes what it can.
run() { # package
	local pid deadline=$((SECONDS + 20))
	env --default-signal=INT ecli run -j "$1" >"$out" 2>"$err" &
	pid=$!
	until [ -s "$out" ] || [ $SECONDS -ge $deadline ]; do sleep 0.1; done
	sleep 0.5
	kill -INT $pid
	wait $pid
}
check "ecli on the package" run "$SCRATCH/package.json"
adds_up package "$(grep -c '"number"' "$out")"

# Without counters the object is clang's own, and what is seen of the buffer is said.
check "ecc" ecc -o "$SCRATCH/plain" "$here/lost.bpf.c" "$here/lost.h" -- -mcpu=v3 >/dev/null
check "no counter without the option" lacks "$SCRATCH/plain/lost.bpf.o" ecc_lost
check "ecli on it" run "$SCRATCH/plain/package.json"
check "a full buffer is told" contains "$err" "ecli: ring buffer 'copied' was found full"
check "with the remedy" contains "$err" 'help: `ecc --count-lost` counts them'
check "nothing is counted" lacks "$err" "record(s) lost"
done_testing
