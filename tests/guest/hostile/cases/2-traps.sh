# Guests that fall over on their own.
traps() { # description, message, body of _start, more of the module, options...
	assemble --enable-all <<<"(module
 (memory (export \"memory\") 1) (table (export \"table\") 3 funcref) (elem (i32.const 0) \$f)
 $4 (func \$f (param i32) (result i32) (local.get 0)) (type \$other (func (result i64)))
 (func \$start (export \"_start\") $3))"
	refused "$1" "$2" "$wasm" "${@:5}"
}
traps "unreachable" "guest.wasm: " "unreachable" ""
traps "a load beyond memory" "guest.wasm: " "(drop (i32.load (i32.const 65533)))" ""
traps "a store at the end of addresses" "guest.wasm: " "(i64.store offset=4294967295 (i32.const -1) (i64.const 1))" ""
traps "division by zero" "guest.wasm: " "(drop (i32.div_u (i32.const 1) (i32.const 0)))" ""
traps "a number too large" "guest.wasm: " "(drop (i32.trunc_f64_s (f64.const 1e300)))" ""
traps "a call of another type" "guest.wasm: " "(drop (call_indirect (type \$other) (i32.const 0)))" ""
traps "a call of nothing" "guest.wasm: " "(drop (call_indirect (type \$other) (i32.const 1)))" ""
traps "a call beyond the table" "guest.wasm: " "(drop (call_indirect (type \$other) (i32.const 4)))" ""
traps "infinite recursion" "guest.wasm: " "(call \$start)" ""
traps "a start function that traps" "guest.wasm: " "" "(start \$s) (func \$s unreachable)"

# Memory and tables end where they are told to; the guest goes on.
assemble --enable-all <<'WAT'
(module
 (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
 (memory (export "memory") 1) (table $t (export "table") 1 funcref)
 (func (export "_start") (local $n i32)
  (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
  (if (i32.ne (memory.size) (i32.const 32)) (then (call $exit (i32.const 2))))
  (if (i32.ne (memory.grow (i32.const -1)) (i32.const -1)) (then (call $exit (i32.const 3))))
  (loop $wider (br_if $wider (i32.ne (table.grow $t (ref.null func) (i32.const 65536)) (i32.const -1))))
  (if (i32.gt_u (table.size $t) (i32.const 1048576)) (then (call $exit (i32.const 4))))
  (i32.store (i32.const 2097148) (i32.const 1))
  (call $exit (i32.const 7))))
WAT
ends "memory and tables are limited" 7 "" "$wasm" --memory 2

# The whole of the addresses, where the machine has so much.
assemble --enable-all <<'WAT'
(module
 (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
 (memory (export "memory") 1)
 (func (export "_start")
  (drop (memory.grow (i32.const 16383)))
  (drop (call $random (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 4)))
  (drop (call $random (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 5)))))
WAT
refused "a memory of a GiB" "wasi_snapshot_preview1.random_get: 5 bytes at 1073741820" "$wasm" --memory 1024

# Exit codes.
for code in 0:0 3:3 255:255 263:7 -1:255; do
	assemble <<<"(module (import \"wasi_snapshot_preview1\" \"proc_exit\" (func \$exit (param i32)))
 (memory (export \"memory\") 1) (func (export \"_start\") (call \$exit (i32.const ${code%:*})) unreachable))"
	ends "proc_exit(${code%:*})" "${code#*:}" "" "$wasm"
done

# A start function may call before there is any memory that we can see.
for call in 'random_get i32_i32 (i32.const_0)_(i32.const_0)' 'random_get i32_i32 (i32.const_0)_(i32.const_1)' \
	'fd_write i32_i32_i32_i32 (i32.const_1)_(i32.const_0)_(i32.const_1)_(i32.const_8)'; do
	read -r name params arguments <<<"$call"
	assemble <<<"(module (import \"wasi_snapshot_preview1\" \"$name\" (func \$f (param ${params//_/ }) (result i32)))
 (memory (export \"memory\") 1) (func \$s (drop (call \$f ${arguments//_/ }))) (start \$s) (func (export \"_start\")))"
	for engine in "${engines[@]}"; do
		out=$SCRATCH/out err=$SCRATCH/err
		run "$engine" "$wasm"
		check "$name in a start function, $engine" [ $? -le 1 ] || tail -3 "$err"
	done
done

# Loops: ended by force, with the signal's code.
looping='(module (memory (export "memory") 1) (func (export "_start") (loop $l (br $l))))'
assemble <<<"$looping"
(
	SECONDS=0
	ends "an infinite loop" 143 "ended by force: it did not end when it was asked to" "$wasm" --time 1
	check "takes its time and no more" [ $SECONDS -le 40 ]
)
for engine in "${engines[@]}"; do
	env --default-signal=INT ecli run --engine "$engine" "$wasm" >"$SCRATCH/out" 2>"$SCRATCH/err" &
	pid=$!
	sleep 0.5
	kill -INT $pid
	sleep 0.5
	kill -INT $pid
	wait $pid
	check "two signals, $engine: exit code 130" [ $? = 130 ]
	check "two signals, $engine: says so" contains "$SCRATCH/err" "ended by force: a second signal came"
done
ends "no time at all" 143 "ended by force" "$wasm" --time 0.000001

# A guest cannot catch what ends it.  Engines without exceptions refuse it.
for thrown in "(call \$exit (i32.const 9)) 9" "(drop (call \$random (i32.const -1) (i32.const 2))) 1"; do
	assemble --enable-exceptions <<<"(module
 (import \"wasi_snapshot_preview1\" \"proc_exit\" (func \$exit (param i32)))
 (import \"wasi_snapshot_preview1\" \"random_get\" (func \$random (param i32 i32) (result i32)))
 (import \"wasi_snapshot_preview1\" \"fd_write\" (func \$write (param i32 i32 i32 i32) (result i32)))
 (memory (export \"memory\") 1) (data (i32.const 0) \"\\08\\00\\00\\00\\05\\00\\00\\00still\")
 (func (export \"_start\")
  (try (do ${thrown% *}) (catch_all))
  (try (do (drop (call \$write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))) (catch_all))))"
	for engine in "${engines[@]}"; do
		out=$SCRATCH/out err=$SCRATCH/err
		run "$engine" "$wasm"
		status=$?
		[ $engine = jsc ] && wanted=${thrown##* } || wanted=1
		check "caught in the guest, $engine: ends" [ $status = "$wanted" ]
		check "caught in the guest, $engine: does no more" [ ! -s "$out" ]
	done
done
