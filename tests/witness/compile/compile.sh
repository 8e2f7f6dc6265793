#!/usr/bin/env bash
# Compiles every generated header and skeleton, of objects of both byte orders, for wasm32, as C11
# and C++17, warnings being errors, and the bootstrap guest whole.  compile.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
runtime=$BUILD_DIR/include/ecc
flags="--target=wasm32-wasi -Wall -Wextra -Werror -I$runtime"
echo 'int main(void) { return 0; }' >"$SCRATCH/probe.c"
for clang in $(wasm_clangs); do
	$clang --target=wasm32-wasi "$SCRATCH/probe.c" -o "$SCRATCH/probe.wasm" 2>"$SCRATCH/log" ||
		skip "$clang cannot link for wasm32: $(head -1 "$SCRATCH/log")"
done

for case in "$SOURCE_DIR"/tests/golden/*/; do
	[ -f "$case/prog.bpf.c" ] || continue
	name=$(basename "$case")
	header=
	[ -f "$case/prog.h" ] && header=$case/prog.h
	for target in bpfel bpfeb; do
		out=$SCRATCH/$name-$target
		ecc -n -o "$out" "$case/prog.bpf.c" $header -- -target $target >"$SCRATCH/log" 2>&1 ||
			{ fail "$name, $target: ecc"; cat "$SCRATCH/log"; continue; }
		# Both files twice: guards work; the skeleton's functions are used, so that all is compiled.
		cat >"$out/use.c" <<-END
			#include "prog.wasm.h"
			#include "prog.skel.h"
			#include "prog.skel.h"
			int main(void)
			{
				struct prog_bpf *obj = prog_bpf__open_and_load();
				int err = obj ? prog_bpf__attach(obj) : -1;
				prog_bpf__destroy(obj);
				return err;
			}
		END
		for clang in $(wasm_clangs); do
			check "$name, $target: $clang, C11" $clang $flags -std=c11 -fsyntax-only "$out/use.c"
			check "$name, $target: $clang, C++17" $clang $flags -std=c++17 -fsyntax-only -x c++ -nostdinc++ "$out/use.c"
			# Without a libc around it, too.
			check "$name, $target: $clang, header alone" $clang --target=wasm32 -std=c11 -Wall -Wextra -Werror \
				-fsyntax-only -x c "$out/prog.wasm.h"
		done
	done
done

# The guests of the examples, without a warning.
if [ ! -r /sys/kernel/btf/vmlinux ]; then
	leave_out "the guests of the examples are not built: this kernel has no BTF"
else
	for example in "$SOURCE_DIR"/examples/*/; do
		name=$(basename "$example")
		for clang in $(wasm_clangs); do
			check "guest of $name: $clang" ecc -c "$clang" -n -o "$SCRATCH/$name" "$example/$name.bpf.c" "$example/$name.h" \
				--wasm "$example/app.c" --wasm-cflags "-std=c11 -Wall -Wextra -Werror" >/dev/null
		done
	done
fi
# The size that is promised.
size=$(stat -c %s "$SCRATCH/bootstrap/bootstrap.wasm" 2>/dev/null || echo 0)
check "bootstrap.wasm has 40,000 bytes at most, not $size" [ "$size" -le 40000 ]
done_testing
