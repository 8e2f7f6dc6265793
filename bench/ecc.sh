#!/usr/bin/env bash
# The whole of ecc – object, header, skeleton, package – against plain clang, and against the
# chain of four commands that it stands for, in one run: on examples/bootstrap and on a spread of 20.
#   bench/ecc.sh BUILD_DIR [RUNS]
# Prints each figure's minimum, median and maximum; a ratio is of two neighbouring runs.
set -euo pipefail
build=$(cd "${1:?build directory}" && pwd)
runs=${2:-10}
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache
mkdir "$scratch/vmlinux"
"$build/btfgen/btfgen" vmlinux /sys/kernel/btf/vmlinux -o "$scratch/vmlinux/vmlinux.h"

bootstrap=examples/bootstrap/bootstrap
spread="biolatency cachestat cpudist execsnoop exitsnoop ext4dist filelife funclatency hardirqs
	killsnoop mountsnoop numamove offcputime oomkill opensnoop runqlat syscount tcpconnect tcprtt tcpstates"

# Runs a command and appends "wall cpu" in seconds to a file.
timed() { # file, command...
	local out=$1
	shift
	TIMEFORMAT='%R %U %S'
	{ time "$@" >/dev/null 2>&1; } 2>>"$out"
}
clang_alone() { # source
	clang -g -O2 -target bpf -D__TARGET_ARCH_x86 -idirafter "$scratch/vmlinux" \
		-idirafter "/usr/include/$(uname -m)-linux-gnu" -c "$1" -o "$scratch/plain.o"
}
chain() { # source
	clang_alone "$1"
	llvm-strip -g "$scratch/plain.o"
	bpftool gen skeleton "$scratch/plain.o" >"$scratch/plain.skel.h"
	bpftool btf dump file "$scratch/plain.o" format c >"$scratch/plain.h"
}
warm() { "$build/ecc/ecc" -o "$scratch/out" "$@"; } # source, header
cold() {
	rm -rf "$XDG_CACHE_HOME"
	warm "$@"
}
# The sources of the spread, each with its header where it has one.
sources() {
	local name source
	for name in $spread; do
		[ -d "tests/witness/spread/programs/$name" ] || continue
		source=$(ls tests/witness/spread/programs/"$name"/*.c | head -1)
		echo "$source" $([ -f "tests/witness/spread/programs/$name/$name.h" ] && echo "tests/witness/spread/programs/$name/$name.h")
	done
}
one_each() { while read -r -a words; do "$1" "${words[@]}" || exit 1; done <"$scratch/sources"; }
clang_each() { while read -r source _; do clang_alone "$source" || exit 1; done <"$scratch/sources"; }
chain_each() { while read -r source _; do chain "$source" || exit 1; done <"$scratch/sources"; }
warm_each() { one_each warm; }
together() { "$build/ecc/ecc" -o "$scratch/out" $(cat "$scratch/sources"); }

sources >"$scratch/sources"
clang_alone $bootstrap.bpf.c && chain $bootstrap.bpf.c && cold $bootstrap.bpf.c $bootstrap.h >/dev/null
clang_each && warm_each >/dev/null
for _ in $(seq "$runs"); do
	timed "$scratch/clang" clang_alone $bootstrap.bpf.c
	timed "$scratch/warm" warm $bootstrap.bpf.c $bootstrap.h
	timed "$scratch/chain" chain $bootstrap.bpf.c
	timed "$scratch/cold" cold $bootstrap.bpf.c $bootstrap.h
done
for _ in $(seq $(((runs + 4) / 5))); do
	timed "$scratch/clang20" clang_each
	timed "$scratch/warm20" warm_each
	timed "$scratch/chain20" chain_each
	timed "$scratch/together20" together
done

summary() { sort -n | awk '{ v[NR] = $1 } END { printf "%6.3f %6.3f %6.3f\n", v[1], v[int((NR + 1) / 2)], v[NR] }'; }
row() { printf '%-40s %s\n' "$1" "$(summary)"; }
ratio() { # file, to file
	paste "$scratch/$1" "$scratch/$2" | awk '{ print $1 / $4 }' | row "$1/$2: wall"
	paste "$scratch/$1" "$scratch/$2" | awk '{ print ($2 + $3) / ($5 + $6) }' | row "$1/$2: CPU"
}
echo "$runs runs each, in turn; $(clang --version | head -1); $(wc -l <"$scratch/sources") programs in the spread"
printf '%-40s %6s %6s %6s\n' '' min median max
for what in clang warm cold chain clang20 warm20 chain20 together20; do
	awk '{ print $1 }' "$scratch/$what" | row "$what: wall s"
	awk '{ print $2 + $3 }' "$scratch/$what" | row "$what: CPU s"
done
ratio warm clang
ratio cold clang
ratio warm chain
ratio warm20 clang20
ratio warm20 chain20
ratio together20 clang20
echo "warm, cold: ecc with an event header, with and without its cache; clang: clang -g -O2 -target bpf -c;"
echo "chain: clang, llvm-strip, bpftool gen skeleton, bpftool btf dump; 20: the spread; together: ecc a.c b.c …"
