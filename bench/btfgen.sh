#!/usr/bin/env bash
# btfgen against bpftool, in one run and in turn: the whole kernel's types, a small object's
# header and skeleton, peak memory, and how time grows with the number of types.
#   bench/btfgen.sh BUILD_DIR [RUNS]
# Prints each figure's minimum, median and maximum; a ratio is of two neighbouring samples.
set -euo pipefail
build=$(cd "${1:?build directory}" && pwd)
runs=${2:-15}
cd "$(dirname "$0")/.."
btfgen=$build/btfgen/btfgen
kernel=/sys/kernel/btf/vmlinux
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$build/ecc/ecc" -o "$scratch" examples/bootstrap/bootstrap.bpf.c examples/bootstrap/bootstrap.h >/dev/null
object=$scratch/bootstrap.bpf.o

# Appends the milliseconds of one run, taken over several, to a file.
sample() { # file, repetitions, command...
	local out=$scratch/$1 times=$2 start end
	shift 2
	start=${EPOCHREALTIME/./}
	for ((i = 0; i < times; i++)); do "$@"; done
	end=${EPOCHREALTIME/./}
	awk "BEGIN { print ($end - $start) / 1000 / $times }" >>"$out"
}
ours_all() { "$btfgen" header --all $kernel >/dev/null; }
theirs_all() { bpftool btf dump file $kernel format c >/dev/null; }
ours_all_file() { "$btfgen" header --all $kernel >"$scratch/all.h"; }
theirs_all_file() { bpftool btf dump file $kernel format c >"$scratch/vmlinux.h"; }
ours_header() { "$btfgen" header "$object" >/dev/null; }
ours_skeleton() { "$btfgen" skeleton "$object" >/dev/null; }
theirs_skeleton() { bpftool gen skeleton "$object" >/dev/null 2>&1; }

for ((run = 0; run < runs; run++)); do
	sample ours_all 3 ours_all
	sample theirs_all 3 theirs_all
	sample ours_all_file 3 ours_all_file
	sample theirs_all_file 3 theirs_all_file
	sample ours_header 20 ours_header
	sample theirs_skeleton 20 theirs_skeleton
	sample ours_skeleton 20 ours_skeleton
done

summary() { sort -n | awk '{ v[NR] = $1 } END { printf "%8.2f %8.2f %8.2f\n", v[1], v[int((NR + 1) / 2)], v[NR] }'; }
row() { printf '%-52s %s\n' "$1" "$(summary)"; }
ratio() { paste "$scratch/$1" "$scratch/$2" | awk '{ print $1 / $2 }'; }
echo "$runs samples each, in turn; $(bpftool version | head -1); milliseconds"
printf '%-52s %8s %8s %8s\n' '' min median max
row "btfgen header --all, the kernel, to /dev/null" <"$scratch/ours_all"
row "bpftool btf dump format c, to /dev/null" <"$scratch/theirs_all"
row "btfgen/bpftool" < <(ratio ours_all theirs_all)
row "btfgen header --all, the kernel, to a file" <"$scratch/ours_all_file"
row "bpftool btf dump format c, to a file" <"$scratch/theirs_all_file"
row "btfgen/bpftool" < <(ratio ours_all_file theirs_all_file)
row "btfgen header, bootstrap" <"$scratch/ours_header"
row "btfgen skeleton, bootstrap" <"$scratch/ours_skeleton"
row "bpftool gen skeleton, bootstrap" <"$scratch/theirs_skeleton"
row "btfgen header/bpftool gen skeleton" < <(ratio ours_header theirs_skeleton)
row "btfgen skeleton/bpftool gen skeleton" < <(ratio ours_skeleton theirs_skeleton)
ls -l "$scratch/all.h" "$scratch/vmlinux.h" | awk '{ print $5 " bytes: " $9 }' | sed "s#$scratch/##"

peak() { # command...: kilobytes
	/usr/bin/time -f %M -o "$scratch/peak" "$@" >/dev/null 2>&1 || true
	cat "$scratch/peak"
}
if [ -x /usr/bin/time ]; then
	ours=$(peak "$btfgen" header --all $kernel)
	theirs=$(peak bpftool btf dump file $kernel format c)
	echo "peak memory: btfgen $ours KB, bpftool $theirs KB, ratio $(awk "BEGIN { printf \"%.2f\", $ours / $theirs }")"
else
	echo "peak memory: left out, there is no /usr/bin/time"
fi

c++ -O1 -std=c++20 -I. bench/synthetic_btf.cc -o "$scratch/synthetic_btf"
for factor in 1 4 16; do
	"$scratch/synthetic_btf" $((factor * 10000)) >"$scratch/synthetic.btf"
	for ((run = 0; run < 5; run++)); do sample synthetic-$factor 1 "$btfgen" header --all "$scratch/synthetic.btf" -o "$scratch/synthetic.h"; rm "$scratch/synthetic.h"; done
	row "btfgen header --all, $((factor * 10000)) synthetic records" <"$scratch/synthetic-$factor"
done
