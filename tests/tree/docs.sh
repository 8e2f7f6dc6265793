#!/usr/bin/env bash
# Runs every ```sh block of the documents in a copy of what they speak of; a document that
# names a file of the tree names one that exists.  A block that names a file, as ```make x/Makefile
# does, is that file.  docs.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
need_kernel_btf
wasm_probe=$SCRATCH/probe.c
echo 'int main(void) { return 0; }' >"$wasm_probe"
clang --target=wasm32-wasi "$wasm_probe" -o "$SCRATCH/probe.wasm" 2>/dev/null || skip "clang cannot link for wasm32"

# What a document says of the installed ecc.
cmake --install "$BUILD_DIR" --prefix "$SCRATCH/prefix" >"$SCRATCH/log" || { cat "$SCRATCH/log"; exit 1; }
export CMAKE_PREFIX_PATH=$SCRATCH/prefix PKG_CONFIG_PATH=$SCRATCH/prefix/share/pkgconfig

write_files() { # document, directory
	awk -v directory="$2/" '
		/^```$/ { if (file) close(file); file = ""; next }
		/^```[a-z]+ [^ ]+$/ { file = directory $2; parent = file; sub("/[^/]*$", "", parent); system("mkdir -p \"" parent "\""); next }
		file { print >file }' "$1"
}

cd "$SOURCE_DIR"
for document in README.md bench/README.md docs/*.md examples/*/README.md; do
	work=$SCRATCH/${document//\//-}
	mkdir -p "$work"
	cp -r examples runtime-headers "$work"
	write_files "$document" "$work"
	awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$document" >"$work/commands"
	check "$document: commands" timeout 120 bash -c "cd '$work' && set -e && . ./commands" >"$SCRATCH/log" 2>&1 || cat "$SCRATCH/log"
	for link in $(grep -o '](\([^)#:]*\))' "$document" | tr -d '()]'); do
		check "$document: $link" [ -e "$(dirname "$document")/$link" ]
	done
done
# The commands that are only shown exist, too.
for command in examples/demo.sh tests/run.sh; do check "$command" [ -x "$command" ]; done
# The README's header is what comes out, but for what it leaves out.
awk '/^struct event \{$/ { n++ } n == 2; /^```$/ && n == 2 { exit }' README.md | grep -v '^…$\|^```$' >"$SCRATCH/shown"
grep -Fx -f "$SCRATCH/shown" "$SCRATCH/README.md/out/bootstrap.wasm.h" >"$SCRATCH/actual"
check "the README shows a header" [ "$(wc -l <"$SCRATCH/shown")" -gt 8 ]
check "the README shows what ecc writes" diff "$SCRATCH/shown" "$SCRATCH/actual"
done_testing
