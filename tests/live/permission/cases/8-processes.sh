# What looks at a stranger's things has no privileges: an administrator's view of the process.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are those of permission.sh
confined() { # description
	local child status=$SCRATCH/status fds=$SCRATCH/fds line
	child=$(pgrep -P "$pid")
	check "$1: one process runs it" [ "$(wc -w <<<"$child")" = 1 ] || return
	# Given up in the middle of its start.
	local deadline=$((SECONDS + 10))
	until grep -q 'Seccomp_filters:.2' "/proc/$child/status" || [ $SECONDS -ge $deadline ]; do sleep 0.05; done
	cat "/proc/$child/status" >"$status"
	for line in 'CapInh:	0000000000000000' 'CapPrm:	0000000000000000' 'CapEff:	0000000000000000' 'CapAmb:	0000000000000000' \
		'NoNewPrivs:	1' 'Seccomp:	2' "Uid:	$((2000000000 + child))" "Gid:	$((2000000000 + child))"; do
		check "$1: $line" contains "$status" "$line"
	done
	# Standard ones, the socket, what tells of a signal, maps and whatever an engine waits with.
	ls -l "/proc/$child/fd" >"$fds"
	check "$1: has descriptors" grep -q socket "$fds"
	check "$1: has no program, no link" lacks "$fds" bpf-prog
	check "$1: opens nothing" [ -z "$(sed -n 's/.* \([0-9]*\) -> \(.*\)/\1 \2/p' "$fds" | awk '$1 > 2' | grep -vE 'socket:|anon_inode:|/proc/|/sys/|/dev/urandom|pipe:')" ] || cat "$fds"
	# Whoever holds what has to be undone is another.
	check "$1: the broker keeps its privileges" grep -q 'CapEff:	0*[1-9a-f]' "/proc/$pid/status"
	# It ends with its broker, however that ends.
	kill -KILL "$pid"
	deadline=$((SECONDS + 10))
	while kill -0 "$child" 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 0.05; done
	check "$1: ends with its broker" [ ! -e "/proc/$child" ]
	wait "$pid" 2>/dev/null
}
start processes-package "$runs" ecli run "$(package memory)"
confined "a package"
for engine in "${engines[@]}"; do
	start "processes-$engine" "load: 0" ecli run --engine "$engine" "$SCRATCH/memory/prog.wasm" load wait
	confined "a guest, $engine"
done

# What an engine takes beside the guest's memory is bounded, too: arrays of a million bytes that
# nobody frees (of WebAssembly's garbage collection, which wabt does not have).
if [ -f "$BUILD_DIR/loader/ecli-engine-jsc.so" ]; then
	python3 - "$SCRATCH/hoard.wasm" <<-'END'
		import sys
		def leb(n):
		    out = b""
		    while n > 0x7f:
		        out, n = out + bytes([n & 0x7f | 0x80]), n >> 7
		    return out + bytes([n])
		def section(number, body):
		    return bytes([number]) + leb(len(body)) + body
		# A function, bytes, and a list of bytes.
		types = b"\x03" + b"\x60\0\0" + b"\x5e\x78\x01" + b"\x5e\x63\x01\x01"
		count, size = b"\x41\x80\x20", b"\x41\x80\x80\xc0\x00"  # 4096, a mebibyte
		code = b"\x02" + b"\x01\x63\x02" + b"\x01\x7f" + count + b"\xfb\x07\x02\x21\0"
		code += b"\x03\x40" + b"\x20\0\x20\x01" + size + b"\xfb\x07\x01" + b"\xfb\x0e\x02"
		code += b"\x20\x01\x41\x01\x6a\x22\x01" + count + b"\x48\x0d\0" + b"\x0b\x0b"
		module = b"\0asm\x01\0\0\0" + section(1, types) + section(3, b"\x01\0") + section(5, b"\x01\0\x01")
		module += section(7, b"\x02" + b"\x06memory\x02\0" + b"\x06_start\0\0")
		module += section(10, b"\x01" + leb(len(code)) + code)
		open(sys.argv[1], "wb").write(module)
	END
	refuses "an engine's own heap" "it took more than 1 MiB of memory, beside 192 of the engine's" \
		ecli run --engine jsc --memory 1 "$SCRATCH/hoard.wasm"
fi

# A program that the kernel runs for some twenty seconds, whatever signal comes: `--time` holds in spite of it.
build long long
begin=$SECONDS
timeout -k 60 60 ecli run --engine interp --time 0.5 "$SCRATCH/long/prog.wasm" load run lasts >"$out" 2>"$err" </dev/null
check "a long test run: ended by force" [ $? = 143 ] || cat "$err"
check "a long test run: in time" [ $((SECONDS - begin)) -le 13 ]
check "a long test run: says it" contains "$err" "ended by force"
# The process that runs it holds nothing else, and ends when it is done.
deadline=$((SECONDS + 60))
while pgrep -f "ecli run .*$SCRATCH/long" >/dev/null && [ $SECONDS -lt $deadline ]; do sleep 0.2; done
