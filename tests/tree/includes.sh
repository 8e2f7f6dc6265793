#!/usr/bin/env bash
# Who may include whom, as docs/design.md draws it.  includes.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
cd "$SOURCE_DIR" || exit

# A room may include from itself, from support, and from the rooms that stand behind its name.
# Each line names only rooms of lines above it, so that no circle can be drawn.
rooms() {
	cat <<-'END'
		support:
		templates:
		runtime-headers/abi:
		btfgen/elf:
		btfgen/btf:
		btfgen/layout: btfgen/elf btfgen/btf
		btfgen/emit: btfgen/layout templates
		btfgen/vmlinux: btfgen/btf templates
		btfgen/shrink: btfgen/elf btfgen/btf
		btfgen/co_re: btfgen/elf btfgen/btf
		btfgen: btfgen/elf btfgen/layout btfgen/emit btfgen/vmlinux btfgen/shrink btfgen/co_re
		ecc/job:
		ecc/clang: btfgen/elf btfgen/btf ecc/job
		ecc/kernel/cut:
		ecc/kernel: btfgen/elf btfgen/layout btfgen/vmlinux ecc/job ecc/clang ecc/kernel/cut
		ecc/declarations: btfgen/layout ecc/job ecc/clang
		ecc/guest: btfgen/elf btfgen/layout btfgen/shrink ecc/job ecc/clang ecc/kernel/cut ecc/declarations
		ecc/program: btfgen/elf btfgen/btf btfgen/layout ecc/job ecc/clang ecc/kernel ecc/declarations
		ecc/check: btfgen/elf btfgen/btf btfgen/layout ecc/job ecc/clang ecc/kernel/cut ecc/program
		ecc/output: btfgen/elf btfgen/layout btfgen/emit btfgen/co_re ecc/job ecc/guest ecc/program
		ecc/verbs: btfgen/elf ecc/job ecc/clang ecc/declarations ecc/program ecc/check templates
		ecc: btfgen/layout ecc/job ecc/kernel ecc/guest ecc/program ecc/check ecc/output ecc/verbs
		loader/kernel: btfgen/elf btfgen/btf
		loader/permission: btfgen/elf loader/kernel
		loader/events: btfgen/layout loader/kernel runtime-headers/abi
		loader/sandbox:
		loader/broker: btfgen/elf loader/kernel loader/events loader/permission loader/sandbox runtime-headers/abi
		loader/package: btfgen/elf btfgen/btf btfgen/layout loader/kernel loader/permission loader/events loader/broker loader/sandbox
		loader/wasm/engine:
		loader/wasm/module: loader/package
		loader/wasm/wasi: loader/broker loader/wasm/engine
		loader/wasm/bpf: loader/kernel loader/events loader/broker loader/wasm/engine runtime-headers/abi
		loader/wasm: btfgen/layout loader/permission loader/broker loader/sandbox loader/package loader/wasm/engine loader/wasm/module loader/wasm/wasi loader/wasm/bpf runtime-headers/abi
		loader: btfgen/layout loader/kernel loader/permission loader/sandbox loader/package loader/wasm loader/wasm/engine loader/wasm/module
	END
}

# Libraries, and the files that may include them.
only_in() { # header
	case $1 in
	bpf/*)
		echo ecc/program/link.cc loader/kernel/attach.cc loader/kernel/attach_tc.cc loader/kernel/attach_failure.cc loader/kernel/target.cc loader/kernel/kernel_error.cc loader/kernel/kernel_object.cc \
			loader/kernel/lost_records.cc loader/permission/needs.cc loader/permission/opened_object.cc \
			loader/events/event_loop.cc loader/events/event_reader.cc loader/package/inspect.cc \
			loader/events/perf_events.cc loader/broker/test_run.cc loader/broker/objects.cc loader/wasm/run_guest.cc loader/wasm/bpf/live_sections.cc loader/wasm/bpf/map_commands.cc
		;;
	JavaScriptCore/*) echo loader/wasm/engine/engine_jsc.cc ;;
	wabt/*) echo loader/wasm/engine/engine_interp.cc ;;
	gelf.h | libelf.h) echo btfgen/elf/handle.h ;;
	clang-c/*) echo ecc/declarations/libclang.cc ;;
	cxxopts.hpp) echo support/command_line.cc ;;
	nlohmann/*) echo support/json.cc ;;
	yaml-cpp/*) echo ecc/output/yaml.cc loader/package/package.cc ;;
	openssl/* | zlib.h) echo support/codec.cc ;;
	# It exhausts the stack on long lines, and takes the compiler four seconds.
	regex) echo nowhere ;;
	esac
}

declare -A allowed
seen=" "
while IFS=: read -r room others; do
	for other in $others; do
		check "$room names $other, which stands above it" [ "${seen/" $other "/}" != "$seen" ]
	done
	allowed[$room]=" $room support $others "
	seen+="$room "
done < <(rooms)
check "there are rooms" [ ${#allowed[@]} -gt 20 ]

files=$(git ls-files 'support/*.cc' 'support/*.h' 'btfgen/*.cc' 'btfgen/*.h' 'ecc/*.cc' 'ecc/*.h' 'loader/*.cc' 'loader/*.h')
for file in $files; do
	room=$(dirname "$file")
	[ -n "${allowed[$room]:-}" ] || { fail "$file lies in no room"; continue; }
	for include in $(sed -n 's/^#include "\(.*\)"/\1/p' "$file"); do
		CHECKS=$((CHECKS + 1))
		case ${allowed[$room]} in *" $(dirname "$include") "*) ;; *) fail "$file includes $include" ;; esac
	done
	for include in $(sed -n 's/^#include <\(.*\)>/\1/p' "$file"); do
		owners=$(only_in "$include")
		[ -z "$owners" ] && continue
		CHECKS=$((CHECKS + 1))
		case " $owners " in *" $file "*) ;; *) fail "$file includes <$include>" ;; esac
	done
	# Headers include little: these stay in .cc files.
	case $file in
	support/printer.h | support/precompiled.h) ;;
	*.h) check "$file includes a heavy header" [ -z "$(grep -E '^#include <fmt/' "$file")" ] ;;
	esac
done
# One concept a file: past 500 lines it is two.
for file in $files; do
	lines=$(wc -l <"$file")
	check "$file has $lines lines" [ "$lines" -le 500 ]
done
# A floor has at most ten rooms.
for floor in . btfgen ecc loader loader/wasm tests; do
	rooms=$(git ls-files "$floor" | sed "s|^$floor/||" | grep / | cut -d/ -f1 | sort -u | grep -c '^[a-z]')
	[ "$floor" = . ] && rooms=$(git ls-files '*.cc' '*.h' '*.cmake' | grep / | cut -d/ -f1 | sort -u | wc -l)
	check "$floor has $rooms rooms" [ "$rooms" -le 10 ]
done
done_testing
