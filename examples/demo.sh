#!/usr/bin/env bash
# From source to events, on this machine: installs what is missing, builds ecc and ecli,
# compiles examples/bootstrap and prints the processes that start and end for some seconds, first
# from the package, then by its guest.
#   examples/demo.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5}

cmake/setup.sh demo
[ -f build/demo/build.ninja ] || cmake --preset demo >/dev/null
cmake --build --preset demo

echo
echo '$ ecc -o build/bootstrap examples/bootstrap/bootstrap.bpf.c examples/bootstrap/bootstrap.h --wasm examples/bootstrap/app.c'
if [ ! -r /sys/kernel/btf/vmlinux ]; then
	echo "demo: this kernel has no BTF (/sys/kernel/btf/vmlinux), which vmlinux.h is made of."
	echo "demo: give ecc the BTF of another kernel: ecc --btf FILE ..."
	build/demo/ecc/ecc -o build/bootstrap --header-only -include stdbool.h examples/bootstrap/bootstrap.h
	exit 0
fi
build/demo/ecc/ecc -o build/bootstrap examples/bootstrap/bootstrap.bpf.c examples/bootstrap/bootstrap.h --wasm examples/bootstrap/app.c

echo
echo '$ ecli run build/bootstrap/package.json'
if [ "$(id -u)" != 0 ]; then
	echo "demo: loading BPF programs needs root: sudo build/demo/loader/ecli run build/bootstrap/package.json"
	exit 0
fi
# Something to see, for a machine on which nothing starts.
busy() { for _ in $(seq "$seconds"); do sleep 0.7; /bin/true; done; }
busy &
timeout --preserve-status -s INT "$seconds" build/demo/loader/ecli run build/bootstrap/package.json

echo
echo '$ ecli run build/bootstrap/bootstrap.wasm'
busy &
timeout --preserve-status -s INT "$seconds" build/demo/loader/ecli run build/bootstrap/bootstrap.wasm
