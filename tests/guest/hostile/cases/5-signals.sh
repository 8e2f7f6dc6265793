# What a guest does when it is told of a signal, and what it agrees upon with the host.
told() { # description, exit code, message, body of the handler
	assemble <<<"(module
 (import \"wasi_snapshot_preview1\" \"proc_exit\" (func \$exit (param i32)))
 (import \"wasi_snapshot_preview1\" \"poll_oneoff\" (func \$poll (param i32 i32 i32 i32) (result i32)))
 (memory (export \"memory\") 1)
 (data (i32.const 24) \"\\00\\e4\\0b\\54\\02\")
 (func (export \"ecc_guest_signal\") (param i32) $4)
 (func (export \"_start\") (call \$exit (call \$poll (i32.const 0) (i32.const 512) (i32.const 1) (i32.const 1024)))))"
	ends "$1" "$2" "$3" "$wasm" --time 0.5
}
told "a handler that returns" 27 "" ""
told "a handler that traps" 1 "guest.wasm: " "unreachable"
told "a handler that exits" 15 "" "(call \$exit (local.get 0))"
told "a handler that sleeps" 27 "" "(drop (call \$poll (i32.const 0) (i32.const 512) (i32.const 1) (i32.const 1024)))"
told "a handler with a bad pointer" 1 "wasi_snapshot_preview1.poll_oneoff: wasi_snapshot_preview1.poll_oneoff: 48 bytes" \
	"(drop (call \$poll (i32.const 65535) (i32.const 512) (i32.const 1) (i32.const 1024)))"
told "a handler that loops" 143 "ended by force" "(loop \$l (br \$l))"

for address in 65521 65536 4294967295; do
	assemble <<<"(module (memory (export \"memory\") 1) (func (export \"_start\"))
 (func (export \"ecc_guest_abi\") (result i32) (i32.const $address)))"
	refused "ecc_guest_abi at $address" "the guest is ended: ecc_guest_abi: 16 bytes at $address" "$wasm"
done
assemble <<<'(module (memory (export "memory") 1) (func (export "_start")) (func (export "ecc_guest_abi") (result i32) unreachable))'
refused "ecc_guest_abi that traps" "guest.wasm: " "$wasm"

# Without it, and with another version of it, the commands are unknown: -EINVAL.
for abi in '' '(func (export "ecc_guest_abi") (result i32) (i32.const 2000))' '(func (export "ecc_guest_abi") (result i64) (i64.const 64))'; do
	for command in 5 256 257 261 262 265 266 512 513 514 515 516 517 518 519 4294967295; do
		answers "command $command without agreement" 234 wasm_bpf wasm_bpf_map_operate iiiiiI "0 $command 4294967295 4294967295 0 0" ""
	done
done
unset abi
answers "a poll of nothing" 247 wasm_bpf wasm_bpf_buffer_poll Iiiiiii "1 3 0 0 0 0 0" ""
answers "a close of nothing" 247 wasm_bpf wasm_close_bpf_object I "0" ""
assemble <<'WAT'
(module
 (import "wasm_bpf" "wasm_load_bpf_object" (func $load (param i32 i32) (result i64)))
 (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
 (memory (export "memory") 2) (data (i32.const 512) "\7fELF\02\01\01")
 (func (export "_start")
  (if (i64.ne (call $load (i32.const 0) (i32.const 0)) (i64.const 0)) (then (call $exit (i32.const 1))))
  (if (i64.ne (call $load (i32.const 0) (i32.const 131072)) (i64.const 0)) (then (call $exit (i32.const 1))))
  (if (i64.ne (call $load (i32.const 512) (i32.const 300)) (i64.const 0)) (then (call $exit (i32.const 1))))
  (call $exit (i32.const 7))))
WAT
ends "garbage for an object" 7 "not an ELF file" "$wasm"
assemble <<<'(module (memory (export "memory") 1) (func (export "_start")))'
ends "a long time" 0 "" "$wasm" --time 1e300
