# With objects in the kernel.
need_root
need_kernel_btf
ecc -n -o "$SCRATCH" "$here/ops.bpf.c" >"$SCRATCH/log" 2>&1 || { fail "ops.bpf.c"; cat "$SCRATCH/log"; }
check "ecc" ecc -n -o "$SCRATCH" "$SOURCE_DIR/tests/fuzz/host.bpf.c" --wasm "$here/guest.c" --wasm-cflags "-I$SCRATCH" >"$SCRATCH/log" 2>&1 || cat "$SCRATCH/log"
wasm=$SCRATCH/host.wasm

# The guest's argument stands behind its name.
run() { # engine, file, ecli's options...
	local engine=$1 file=$2
	shift 2
	# shellcheck disable=SC2086
	timeout -k 5 $seconds ecli run --engine "$engine" "$@" "$file" ${what-} </dev/null >"$out" 2>"$err"
}
goes_on() { # what, options...
	what=$1
	ends "guest $1" 0 "" "$wasm" "${@:2}"
	check "guest $1: is content" contains "$out" ok
}
is_ended() { # what, message
	what=$1
	refused "guest $1" "$2" "$wasm" --allow-attach xdp
}
what=""
ends "the guest" 0 "" "$wasm"
for name in closes polls-again grows negative cut live; do goes_on $name; done
goes_on test-run --allow-attach xdp
what=test-run
ends "a test run of what redirects packets" 1 "help: allow it with --allow-attach 'xdp'" "$wasm"
what=exits
ends "a callback that exits" 5 "" "$wasm"
is_ended traps "host.wasm: "
is_ended no-function "host.wasm: there is no function 60000 in the table"
is_ended other-type "host.wasm: function "
is_ended bad-pointer "the guest is ended: wasm_bpf.wasm_bpf_buffer_poll: wasm_bpf.wasm_bpf_map_operate: 4 bytes at"
for name in no-room read-no-room; do is_ended $name "the guest is ended: wasm_bpf.wasm_bpf_buffer_poll: 17 bytes at"; done
for name in test-run-pointer test-run-struct batch-keys batch-values batch-token batch-count batch-struct submit-pointer submit-size \
	lost-pointer live-pointer per-cpu big-value big-key next-key; do
	is_ended $name "the guest is ended: wasm_bpf.wasm_bpf_map_operate: "
done
# These say on standard error what was refused.
what=guesses
ends "guessed numbers" 0 "${says_guesses-}" "$wasm"
what=struct-ops
ends "struct_ops without permission" 0 "" "$wasm"
check "no congestion control of ours" [ -z "$(grep -w hostile /proc/sys/net/ipv4/tcp_available_congestion_control)" ]
what=refusals
ends "what is not allowed" 0 "help: allow it with --allow-attach 'lo'" "$wasm" --allow-attach '/given/*'
check "pins: says what to do" contains "$err" "help: allow it with --allow-pin '/sys/fs/bpf/hostile'"
what=many
ends "many objects" 0 "" "$wasm"
what=wishes
ends "many wishes" 0 "there is no program" "$wasm"
what=detached
ends "a loop with something attached" 143 "ended by force" "$wasm" --time 1
sleep 0.5
check "it is detached" [ -z "$(bpftool prog show name raw 2>/dev/null)" ]

# Ended by force in the middle of attaching what outlives a process, on a loopback of its own.
if command -v tc >/dev/null && unshare -n true 2>/dev/null; then
	for engine in "${engines[@]}"; do
		unshare -n bash -c "ip link set lo up; timeout -k 5 30 ecli run --engine $engine --allow-attach lo --time 0.1 $wasm attaches-for-ever
			echo code \$?; tc filter show dev lo ingress; tc qdisc show dev lo | grep clsact" >"$out" 2>"$err"
		check "attaching for ever, $engine: ends by force, nothing stays" [ "$(cat "$out")" = "code 143" ] || cat "$out" "$err"
	done
fi

# Standard output that goes away, and descriptors that were never there.
for engine in "${engines[@]}"; do
	{ ecli run --engine "$engine" "$wasm" no-such-thing; echo $? >"$SCRATCH/code"; } 2>&1 | true
	check "nobody reads, $engine: no signal" [ "$(cat "$SCRATCH/code")" -lt 129 ]
	out=$SCRATCH/out err=$SCRATCH/err
	for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
		bash -c "ecli run --engine $engine '$wasm' test-run $closed" >"$out" 2>"$err"
		status=$?
		check "with $closed, $engine" [ $status -le 1 ] || tail -3 "$err"
	done
done
run() { timeout -k 5 $seconds ecli run --engine "$1" "${@:3}" "$2" </dev/null >"$out" 2>"$err"; }
unset what
wasm=$SCRATCH/guest.wasm
