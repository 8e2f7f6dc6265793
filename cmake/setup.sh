#!/usr/bin/env bash
# Installs what a build and the tests need, on Debian 12 and 13 and Ubuntu 24.04.
#   cmake/setup.sh demo      what examples/demo.sh needs: the smaller of the two engines
#   cmake/setup.sh build     what is installed needs: the faster engine, C++ for guests
#   cmake/setup.sh test      besides, what only the tests need
# Does nothing, quickly, when all is there.
set -euo pipefail

base_packages="g++ cmake ninja-build pkg-config clang libclang-dev libbpf-dev libelf-dev zlib1g-dev
	libssl-dev libfmt-dev libcxxopts-dev nlohmann-json3-dev libyaml-cpp-dev
	lld wasi-libc libclang-rt-dev-wasm32"
demo_packages="$base_packages wabt"
build_packages="$base_packages libjavascriptcoregtk-4.1-dev libc++-dev-wasm32"
# The tools of the tests, and both engines; which compilers there are differs by release.
test_packages="wabt llvm libclang-rt-dev libgtest-dev clang-format clang-tidy
	clang-14 clang-19 lld-19 libclang-rt-19-dev-wasm32 bpftool ccache xz-utils zstd lz4
	meson make clangd dpkg-dev debootstrap"
# Without these a test cannot say anything; the others make it say more.
required_test_packages="libgtest-dev clang-format clang-tidy"

installed() { dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Any Node.js will do, the distribution's or another.
command -v node >/dev/null || test_packages="$test_packages nodejs"

case ${1:-build} in
demo) wanted=$demo_packages ;;
build) wanted=$build_packages ;;
test) wanted="$build_packages $test_packages" ;;
*) echo "setup: there is no set '$1'; there are demo, build and test" >&2; exit 2 ;;
esac
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
	elif [[ " $demo_packages $build_packages $required_test_packages " == *[[:space:]]"$package"[[:space:]]* ]]; then
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
