# What the test scripts share.  They are run by ctest with the build directory as $1.
set -u
SOURCE_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD_DIR=$(cd "$1" && pwd)
PATH=$BUILD_DIR/btfgen:$BUILD_DIR/ecc:$BUILD_DIR/loader:$BUILD_DIR/tests:$PATH
SCRATCH=$(mktemp -d)
CLEANUP=()
export LC_ALL=C
FAILURES=0
CHECKS=0

finish() {
	for command in "${CLEANUP[@]:+${CLEANUP[@]}}"; do $command; done
	# What is still mounted there is not ours to empty.
	rm -rf --one-file-system "$SCRATCH"
}
trap finish EXIT

# What cannot run here says why; on a machine where it must run that is a failure.
skip() {
	echo "SKIPPED: $*"
	[ -z "${ECC_REQUIRE_ALL:-}" ] || { echo "but ECC_REQUIRE_ALL is set: nothing may be missing"; exit 1; }
	exit 77
}

fail() {
	echo "FAILED: $*"
	FAILURES=$((FAILURES + 1))
}

check() { # description, command...
	local description=$1
	shift
	CHECKS=$((CHECKS + 1))
	"$@" || { fail "$description"; return 1; }
}

contains() { # file, text
	grep -qF -- "$2" "$1" || { echo "  '$1' lacks: $2"; sed 's/^/  | /' "$1" | head -20; return 1; }
}

done_testing() {
	echo "$CHECKS checks, $FAILURES failures"
	[ $CHECKS -gt 0 ] && [ $FAILURES -eq 0 ]
	exit $?
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
