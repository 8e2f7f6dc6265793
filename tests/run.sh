#!/usr/bin/env bash
# All tests, on a fresh machine: installs what is missing, builds, runs.  tests/run.sh
# ECC_FUZZ_SECONDS sets how long each fuzzer runs (default 15).
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s (%d s)\n' "$*" $SECONDS; }

step "set-up"
cmake/setup.sh test

# With root and kernel BTF every test must run; elsewhere one that cannot says why.
if [ "$(id -u)" = 0 ] && [ -r /sys/kernel/btf/vmlinux ]; then export ECC_REQUIRE_ALL=1; fi

step "build, warnings are errors"
[ -f build/dev/build.ninja ] || cmake --preset dev >/dev/null
cmake --build --preset dev

step "format"
git ls-files '*.cc' '*.h' ':!runtime-headers' ':!tests/golden' ':!examples' | xargs clang-format --dry-run -Werror

step "clang-tidy"
git ls-files 'btfgen/*.cc' 'ecc/*.cc' 'loader/*.cc' | xargs -P "$(nproc)" -n 4 clang-tidy -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option 2>/dev/null

step "tests"
ctest --test-dir build/dev --output-on-failure -j "$(nproc)"

step "build with clang and sanitizers"
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null
cmake --build --preset fuzz

step "tests with sanitizers, mutations, fuzzers"
ctest --test-dir build/fuzz --output-on-failure -j "$(nproc)"
step "done"
