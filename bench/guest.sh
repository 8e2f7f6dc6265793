#!/usr/bin/env bash
# What user space costs as a Wasm guest, against the same source with libbpf, in one run: start to
# the first line, ns per event with a light and with a printing handler, ns per map lookup, memory,
# bytes.   bench/guest.sh BUILD_DIR [RUNS]      (root; bpftool, gcc, libbpf-dev)
# Prints each figure's minimum, median and maximum; a ratio is of two neighbouring runs.
set -euo pipefail
build=$(cd "${1:?build directory}" && pwd)
runs=${2:-7}
cd "$(dirname "$0")/.."
here=bench/guest
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ecli=$build/loader/ecli

# The same two programs for libbpf and as guests.
native() { # name, folder
	mkdir "$scratch/$1"
	"$build/ecc/ecc" -n -o "$scratch" "$2/$1.bpf.c" "$2/$1.h" --wasm "$2/app.c" >/dev/null
	bpftool gen skeleton "$scratch/$1.bpf.o" name "$1_bpf" >"$scratch/$1/$1.skel.h" 2>/dev/null
	cp "$2/app.c" "$2/$1.h" "$scratch/$1"
	gcc -O2 -I "$scratch/$1" "$scratch/$1/app.c" -o "$scratch/$1.native" -lbpf
}
native events $here
native bootstrap examples/bootstrap
gcc -O2 $here/first_line.c -o "$scratch/first_line"

hosts=(native)
for engine in jsc interp; do [ -f "$build/loader/ecli-engine-$engine.so" ] && hosts+=("$engine"); done
command_of() { # host, program
	case $1 in
	native) echo "$scratch/$2.native" ;;
	*) echo "$ecli run --engine $1 $scratch/$2.wasm" ;;
	esac
}
# Enough of it that the clock's tick does not matter, and that an interpreter ends.
count_of() { # host, what
	case $1-$2 in
	interp-print) echo 20000 ;;
	interp-*) echo 200000 ;;
	*-print) echo 400000 ;;
	*) echo 2000000 ;;
	esac
}

# "ns lost" for each run, and "ms MB" for the starts.
for _ in $(seq "$runs"); do
	for what in light print lookup; do
		for host in "${hosts[@]}"; do
			# shellcheck disable=SC2046
			$(command_of "$host" events) $what "$(count_of "$host" $what)" 2>&1 >"$scratch/out" |
				awk '/ ns, / { print $1, $5 }' >>"$scratch/$what.$host"
		done
	done
	for host in "${hosts[@]}"; do
		# shellcheck disable=SC2046
		"$scratch/first_line" $(command_of "$host" bootstrap) 2>/dev/null >>"$scratch/start.$host"
	done
done

summary() { sort -n | awk '{ v[NR] = $1 } END { printf "%9.2f %9.2f %9.2f", v[1], v[int((NR + 1) / 2)], v[NR] }'; }
row() { printf '%-34s %s  %s\n' "$1" "$(summary)" "${2:-}"; }
echo "$runs runs each, in turn; kernel $(uname -r); $(clang --version | head -1)"
printf '%-34s %9s %9s %9s\n' '' min median max
for what in light print lookup start; do
	unit=ns
	[ $what = start ] && unit=ms
	for host in "${hosts[@]}"; do
		lost=
		[ $what = start ] || lost="$(awk '{ n += $2 } END { print n }' "$scratch/$what.$host") lost"
		awk '{ print $1 }' "$scratch/$what.$host" | row "$what, $host: $unit" "$lost"
	done
	for host in "${hosts[@]:1}"; do
		paste "$scratch/$what.$host" "$scratch/$what.native" | awk '{ print $1 / $3 }' | row "$what: $host / native"
	done
done
for host in "${hosts[@]}"; do awk '{ print $2 }' "$scratch/start.$host" | row "memory, $host: MB"; done
printf '%-34s %9d\n' "bootstrap.wasm: bytes" "$(stat -c %s "$scratch/bootstrap.wasm")"
printf '%-34s %9d\n' "its object: bytes" "$("$build/btfgen/btfgen" shrink "$scratch/bootstrap.bpf.o" -o "$scratch/small.o" >/dev/null && stat -c %s "$scratch/small.o")"
