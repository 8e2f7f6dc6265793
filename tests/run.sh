#!/usr/bin/env bash
# All tests, on a fresh machine: installs what is missing, builds, runs.  tests/run.sh
# ECC_FUZZ_SECONDS (60) is how long the fuzzers look for new ways.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s (%d s)\n' "$*" $SECONDS; }

step "set-up"
cmake/setup.sh test

# What the witnesses counted, from ctest's log.
counts() { # build directory
	grep -E '(offsets asserted|records compared, .*|bit-fields|checks in the guest, .*|programs loaded with .*|mutants: .*|noticed by: .*|mutation score .*|mutation of our sources: .*|printed by both|[0-9]+ kernels; .*|taken, .* refused|executed_units: .*|older libbpf)$' \
		"$1/Testing/Temporary/LastTest.log" || true
}

# With root and kernel BTF every test must run; elsewhere one that cannot says why.
if [ "$(id -u)" = 0 ] && [ -r /sys/kernel/btf/vmlinux ]; then export ECC_REQUIRE_ALL=1; fi

# Warnings, format and lint depend on the tool's version: they are errors with those that the
# code is kept for, gcc 12 and LLVM 14, and are said to be left out with others.
major() { "$@" | grep -oE '[0-9]+' | head -1; }
werror=ON
[ "$(major c++ -dumpversion)" = 12 ] || { werror=OFF; echo "warnings are no errors: this is not gcc 12"; }

check_format() {
	if [ "$(major clang-format --version)" = 14 ]; then
		git ls-files '*.cc' '*.h' ':!runtime-headers' ':!tests/golden' ':!tests/live/witness' ':!tests/live/api' ':!tests/live/lost' ':!tests/guest/headers' ':!bench/guest' ':!examples' ':!tests/driver/projects' ':!tests/witness/spread/programs' |
			xargs clang-format --dry-run -Werror
	else
		echo "format: left out, this is not clang-format 14"
	fi
}

# Room by room, as they are compiled.
check_tidy() {
	if [ "$(clang-tidy --version | sed -n 's/.*version \([0-9]*\).*/\1/p')" = 14 ]; then
		sed -n 's/^ *"file": "\(.*\)"$/\1/p' build/tidy/compile_commands.json | sort -u |
			xargs -P "$(nproc)" -n 1 clang-tidy -p build/tidy --quiet --extra-arg=-Wno-unknown-warning-option 2>/dev/null
	else
		echo "clang-tidy: left out, this is not clang-tidy 14"
	fi
}

# A part of the work beside the others; `finish` waits, prints what it said and returns its code.
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
declare -A pids
begin() { # name, command...
	local name=$1
	shift
	"$@" >"$logs/$name" 2>&1 &
	pids[$name]=$!
}
finish() { # name
	local code=0
	wait "${pids[$1]}" || code=$?
	sed "s/^/$1: /" "$logs/$1"
	return $code
}

step "configure, format"
cmake --preset dev -DECC_WERROR=$werror >/dev/null
cmake --preset tidy >/dev/null
clang_werror=$werror
[ "$(major clang -dumpversion)" = 14 ] || clang_werror=OFF
cmake --preset fuzz -DECC_WERROR=$clang_werror >/dev/null
check_format

step "build"
cmake --build --preset dev
begin kernels tests/witness/torture/fetch_kernels.sh build/dev
cmake --build --preset fuzz

step "clang-tidy"
check_tidy

finish kernels || echo "left out: the torture test takes the kernels that are there"

step "tests"
ctest --test-dir build/dev --output-on-failure -j "$(nproc)"
counts build/dev

step "tests with sanitizers, mutations, fuzzers"
ctest --test-dir build/fuzz --output-on-failure -j "$(nproc)"
counts build/fuzz
step "done"
