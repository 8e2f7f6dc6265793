#!/usr/bin/env bash
# Installs what a build and the tests need, on Debian 12 and 13 and Ubuntu 24.04.
#   cmake/setup.sh build     compilers, libraries
#   cmake/setup.sh test      besides, what only the tests need
# Does nothing, quickly, when all is there.
set -euo pipefail

build_packages="g++ cmake ninja-build pkg-config clang llvm libclang-dev libbpf-dev libelf-dev zlib1g-dev
	libssl-dev libfmt-dev libcxxopts-dev nlohmann-json3-dev libyaml-cpp-dev
	lld wasi-libc libclang-rt-dev libclang-rt-dev-wasm32 libc++-dev-wasm32 libjavascriptcoregtk-4.1-dev wabt"
# The wasm32 side and the tools of the tests; which compilers there are differs by release.
test_packages="libgtest-dev clang-format clang-tidy
	clang-14 clang-19 lld-19 libclang-rt-19-dev-wasm32 bpftool ccache xz-utils zstd lz4
	meson make clangd dpkg-dev debootstrap"
# Without these a test cannot say anything; the others make it say more.
required_test_packages="libgtest-dev clang-format clang-tidy"

installed() { dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Any Node.js will do, the distribution's or another.
command -v node >/dev/null || test_packages="$test_packages nodejs"

wanted=$build_packages
[ "${1:-build}" = test ] && wanted="$wanted $test_packages"
missing=()
for package in $wanted; do installed "$package" || missing+=("$package"); done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
	echo "setup: this is neither Debian nor Ubuntu; install the equivalents of: ${missing[*]}" >&2
	exit 1
fi
sudo=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || { echo "setup: root is needed to install: ${missing[*]}" >&2; exit 1; }
	sudo=sudo
fi
# One that this release does not have is passed over, unless it is needed.
$sudo apt-get update -qq
available=()
for package in "${missing[@]}"; do
	if [[ $(apt-cache policy "$package") =~ Candidate:\ [^\(] ]]; then
		available+=("$package")
	elif [[ " $build_packages $required_test_packages " == *[[:space:]]"$package"[[:space:]]* ]]; then
		echo "setup: this release has no package '$package'" >&2
		exit 1
	else
		echo "setup: this release has no package '$package'; the tests do without it"
	fi
done
[ ${#available[@]} -eq 0 ] && exit 0
echo "setup: installing ${available[*]}"
log=$(mktemp)
if ! $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${available[@]}" >"$log" 2>&1; then
	tail -20 "$log" >&2
	exit 1
fi
rm -f "$log"
