#!/usr/bin/env bash
# ecc on examples/bootstrap against plain clang on the same file, in one run.
#   bench/ecc.sh BUILD_DIR [RUNS]
# Prints each figure's minimum, median and maximum; a ratio is of two neighbouring runs.
set -euo pipefail
build=$(cd "${1:?build directory}" && pwd)
runs=${2:-10}
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
source=examples/bootstrap/bootstrap.bpf.c
mkdir "$scratch/vmlinux"
"$build/btfgen/btfgen" vmlinux /sys/kernel/btf/vmlinux -o "$scratch/vmlinux/vmlinux.h"

# Runs a command and appends "wall cpu" in seconds to a file.
timed() { # file, command...
	local out=$1
	shift
	TIMEFORMAT='%R %U %S'
	{ time "$@" >/dev/null 2>&1; } 2>>"$out"
}
clang_alone() {
	clang -g -O2 -target bpf -D__TARGET_ARCH_x86 -idirafter "$scratch/vmlinux" \
		-idirafter "/usr/include/$(uname -m)-linux-gnu" -c $source -o "$scratch/plain.o"
}
with_header() { "$build/ecc/ecc" -o "$scratch/out" $source examples/bootstrap/bootstrap.h; }
without_header() { "$build/ecc/ecc" -o "$scratch/out" $source; }

clang_alone && with_header >/dev/null && without_header >/dev/null
for _ in $(seq "$runs"); do
	timed "$scratch/clang" clang_alone
	timed "$scratch/header" with_header
	timed "$scratch/plain" without_header
done

summary() { sort -n | awk '{ v[NR] = $1 } END { printf "%6.3f %6.3f %6.3f\n", v[1], v[int((NR + 1) / 2)], v[NR] }'; }
row() { printf '%-44s %s\n' "$1" "$(summary)"; }
echo "$runs runs each, in turn; $(clang --version | head -1)"
printf '%-44s %6s %6s %6s\n' '' min median max
for what in clang header plain; do
	awk '{ print $1 }' "$scratch/$what" | row "$what: wall s"
	awk '{ print $2 + $3 }' "$scratch/$what" | row "$what: CPU s"
done
for what in header plain; do
	paste "$scratch/$what" "$scratch/clang" | awk '{ print $1 / $4 }' | row "$what/clang: wall"
	paste "$scratch/$what" "$scratch/clang" | awk '{ print ($2 + $3) / ($5 + $6) }' | row "$what/clang: CPU"
done
echo "header: ecc with an event header; plain: without; clang: clang -g -O2 -target bpf -c"
