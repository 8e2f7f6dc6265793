# Files that are no module, or one that no host can run.
bytes() { printf '%b' "$1" >"$wasm"; }
header='\0asm\x01\0\0\0'

bytes '' && refused "an empty file" "this is no WebAssembly file" "$wasm"
bytes '\0asm' && refused "a magic alone" "this is no WebAssembly file" "$wasm"
bytes '#!/bin/sh\nexit 0\n' && refused "a script" "this is no WebAssembly file" "$wasm"
bytes '\0asm\x02\0\0\0' && refused "version 2" "WebAssembly version 2 is not known" "$wasm"
bytes '\0asm\x0d\0\x01\0' && refused "a component" "this is a component, not a core module" "$wasm"
bytes "$header"'\x0e\x01\0' && refused "an unknown section" "unknown section 14" "$wasm"
bytes "$header"'\x01\xff\xff\xff\xff\x0f' && refused "an oversized section" "section 1 of 4294967295 bytes goes beyond the end of the file" "$wasm"
bytes "$header"'\x01\xff\xff\xff\xff\xff\x0f' && refused "an oversized number" "a number is too large" "$wasm"
bytes "$header"'\x01\x05\xff\xff\xff\xff\x0f' && refused "oversized count" "elements" "$wasm"
bytes "$header" && refused "nothing inside" "exports no function '_start'" "$wasm"
refused "no such file" "No such file" "$SCRATCH/none.wasm"

# Every prefix of a module; the engines read what we do not.
assemble <<'WAT'
(module
 (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
 (memory (export "memory") 1)
 (table (export "table") 2 funcref)
 (elem (i32.const 0) $exit)
 (func (export "_start") (call $exit (i32.const 0)))
 (data (i32.const 8) "text"))
WAT
whole=$SCRATCH/whole.wasm
mv "$wasm" "$whole"
ends "the whole module" 0 "" "$whole"
for ((size = 0; size < $(stat -c %s "$whole"); size += 5)); do
	head -c $size "$whole" >"$wasm"
	refused "a prefix of $size bytes" "guest.wasm" "$wasm"
done
# Any byte changed: whatever it means, an end without a signal.
for ((place = 8; place < $(stat -c %s "$whole"); place += 3)); do
	for engine in "${engines[@]}"; do
		cp "$whole" "$wasm"
		printf '\xff' | dd of="$wasm" bs=1 seek=$place conv=notrunc status=none
		out=$SCRATCH/out err=$SCRATCH/err
		run "$engine" "$wasm" --time 5
		check "byte $place changed, $engine" [ $? -lt 128 ] || tail -3 "$err"
	done
done

# Imports and exports.
start='(memory (export "memory") 1) (func (export "_start"))'
imports() { # description, message, import
	assemble --enable-all <<<"(module $3 $start)"
	refused "$1" "$2" "$wasm"
}
imports "an unknown module" "env.x" '(import "env" "x" (func))'
imports "an unknown function" "wasm_bpf.wasm_bpf_escape" '(import "wasm_bpf" "wasm_bpf_escape" (func))'
imports "another name of WASI" "wasi_unstable.fd_write" '(import "wasi_unstable" "fd_write" (func (param i32 i32 i32 i32) (result i32)))'
imports "a wrong signature" "wasm_bpf.wasm_close_bpf_object (i32) -> (i32), which is (i64) -> (i32) here" \
	'(import "wasm_bpf" "wasm_close_bpf_object" (func (param i32) (result i32)))'
imports "a global" "env.g (no function)" '(import "env" "g" (global i32))'
imports "a table" "env.t (no function)" '(import "env" "t" (table 1 funcref))'
imports "a tag" "env.e (no function)" '(import "env" "e" (tag))'
imports "a function's name for a global" "wasm_bpf.wasm_bpf_map_operate (no function)" '(import "wasm_bpf" "wasm_bpf_map_operate" (global i32))'
imports "a name with an escape sequence" 'env.\x1b' '(import "env" "\1b[2J" (func))'
assemble <<<'(module (import "env" "m" (memory 1)) (func (export "_start")) (export "memory" (memory 0)))'
refused "an imported memory" "env.m (no function)" "$wasm"

module() { # description, message, text, options...
	assemble --enable-all <<<"(module $3)"
	refused "$1" "$2" "$wasm" "${@:4}"
}
poll='(import "wasm_bpf" "wasm_bpf_buffer_poll" (func (param i64 i32 i32 i32 i32 i32 i32) (result i32)))'
module "no _start" "exports no function '_start'" '(memory (export "memory") 1)'
module "_start that is a memory" "exports no function '_start'" '(memory (export "_start") 1)'
module "_start with arguments" "exports no function '_start'" '(memory (export "memory") 1) (func (export "_start") (param i32))'
module "no memory" "exports no memory" '(func (export "_start"))'
module "no table" "exports no function table" "$poll $start"
module "too much memory" "allow it more with --memory" '(memory (export "memory") 17) (func (export "_start"))' --memory 1
module "all the memory" "allow it more with --memory" '(memory (export "memory") 65536) (func (export "_start"))'
module "a large table" "a table of 4294967295 entries is too large" "(table 4294967295 funcref) $start"
module "shared memory" "shared and 64-bit memories are not supported" '(memory (export "memory") 1 2 shared) (func (export "_start"))'
module "64-bit memory" "shared and 64-bit memories are not supported" '(memory (export "memory") i64 1) (func (export "_start"))'
module "a large data segment" "guest.wasm: " "$start (data (i32.const 65535) \"two bytes\")"
module "a data segment far away" "guest.wasm: " "$start (data (i32.const -1) \"x\")"
module "elements beyond the table" "guest.wasm: " "(table 1 funcref) (elem (i32.const 7) \$f) (func \$f) $start"
locals=$(printf 'i32 %.0s' $(seq 50001))
module "too many locals" "guest.wasm: " "(memory (export \"memory\") 1) (func (export \"_start\") (local $locals) unreachable)"
