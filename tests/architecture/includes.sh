#!/usr/bin/env bash
# Who may include whom, as docs/design.md draws it.  includes.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
cd "$SOURCE_DIR"

# room: the rooms that its files may include from
allowed() {
	case $1 in
	btfgen/support) echo btfgen/support ;;
	btfgen/elf) echo btfgen/elf btfgen/support ;;
	btfgen/btf) echo btfgen/btf btfgen/support ;;
	btfgen/layout) echo btfgen/layout btfgen/btf btfgen/elf btfgen/support ;;
	btfgen/emit) echo btfgen/emit btfgen/layout btfgen/support templates ;;
	btfgen/vmlinux) echo btfgen/vmlinux btfgen/btf btfgen/support templates ;;
	btfgen/shrink) echo btfgen/shrink btfgen/btf btfgen/elf btfgen/support ;;
	btfgen/core) echo btfgen/core btfgen/shrink btfgen/btf btfgen/elf btfgen/support ;;
	btfgen) echo btfgen btfgen/core btfgen/emit btfgen/layout btfgen/btf btfgen/elf btfgen/support btfgen/vmlinux btfgen/shrink ;;
	ecc/cut) echo ecc/cut ;;
	ecc) echo ecc ecc/cut templates btfgen btfgen/core btfgen/emit btfgen/layout btfgen/btf btfgen/elf btfgen/support btfgen/vmlinux btfgen/shrink ;;
	loader) echo loader loader/wasm btfgen btfgen/layout btfgen/btf btfgen/elf btfgen/support runtime-headers ;;
	loader/wasm) echo loader/wasm loader btfgen btfgen/support runtime-headers ;;
	esac
}
# Libraries, and the files that may include them.
only_in() {
	case $1 in
	bpf/*)
		echo ecc/link.cc loader/attach.cc loader/event_loop.cc loader/event_reader.cc loader/kernel_error.cc loader/kernel_object.cc \
			loader/wasm/guest_objects.cc loader/wasm/live_sections.cc loader/wasm/map_commands.cc
		;;
	JavaScriptCore/*) echo loader/wasm/engine_jsc.cc ;;
	wabt/*) echo loader/wasm/engine_interp.cc ;;
	gelf.h | libelf.h) echo btfgen/elf/handle.h ;;
	clang-c/*) echo ecc/declarations_libclang.cc ;;
	cxxopts.hpp) echo btfgen/support/command_line.cc ;;
	yaml-cpp/*) echo ecc/yaml.cc loader/package.cc ;;
	openssl/* | zlib.h) echo btfgen/support/codec.cc ;;
	esac
}

for file in $(git ls-files 'btfgen/*.cc' 'btfgen/*.h' 'ecc/*.cc' 'ecc/*.h' 'loader/*.cc' 'loader/*.h'); do
	room=$(dirname "$file")
	for include in $(sed -n 's/^#include "\(.*\)"/\1/p' "$file"); do
		CHECKS=$((CHECKS + 1))
		case " $(allowed "$room") " in *" $(dirname "$include") "*) ;; *) fail "$file includes $include" ;; esac
	done
	for include in $(sed -n 's/^#include <\(.*\)>/\1/p' "$file"); do
		owners=$(only_in "$include")
		[ -z "$owners" ] && continue
		CHECKS=$((CHECKS + 1))
		case " $owners " in *" $file "*) ;; *) fail "$file includes <$include>" ;; esac
	done
	# Headers include little: these stay in .cc files.
	case $file in
	btfgen/support/printer.h) ;;
	*.h) check "$file includes a heavy header" [ -z "$(grep -E '^#include <(fmt/|nlohmann/json.hpp|cxxopts)' "$file")" ] ;;
	esac
done
done_testing
