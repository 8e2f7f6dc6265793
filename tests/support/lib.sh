# The test scripts share this.  They are run by ctest with the build directory as $1.
set -u
SOURCE_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$SOURCE_DIR/tests/support/harness.sh"
BUILD_DIR=$(cd "$1" && pwd) || exit
PATH=$BUILD_DIR/btfgen:$BUILD_DIR/ecc:$BUILD_DIR/loader:$BUILD_DIR/tests:$PATH
export LC_ALL=C

contains() { # file, text
	grep -qF -- "$2" "$1" || { echo "  '$1' lacks: $2"; sed 's/^/  | /' "$1" | head -20; return 1; }
}

# A file that is not there lacks nothing.
lacks() { # file, text
	[ -r "$1" ] || { echo "  there is no '$1'"; return 1; }
	! grep -nF -- "$2" "$1"
}

# C that has a variable of each record that a generated header asserts, so that the compiler puts
# them all into BTF: the full circle.
circle_source() { # what to include, header
	echo "#include \"$1\""
	sed -n 's/^ECC_ASSERT_SIZE(\(.*\), [0-9]*, [0-9]*);/\1/p' "$2" | awk '{ print $0 " *circle_" NR ";" }'
}

# The compilers that headers must suit; on distributions without one of the two, what is there.
wasm_clangs() {
	local found=()
	for clang in clang-14 clang-19; do command -v $clang >/dev/null && found+=("$clang"); done
	[ ${#found[@]} -gt 0 ] || found=(clang)
	echo "${found[@]}"
}

need_root() { [ "$(id -u)" = 0 ] || skip "needs root"; }
need_kernel_btf() { [ -r /sys/kernel/btf/vmlinux ] || skip "this kernel has no BTF"; }
# The engines that were built, as `engines`.
need_engines() {
	local engine
	engines=()
	for engine in jsc interp; do
		[ -f "$BUILD_DIR/loader/ecli-engine-$engine.so" ] && engines+=("$engine")
	done
	[ ${#engines[@]} -gt 0 ] || skip "there is no engine: install libjavascriptcoregtk-4.1-dev or wabt"
	[ ${#engines[@]} = 2 ] || leave_out "only ${engines[*]} of jsc and interp was built"
}
