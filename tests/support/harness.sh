# Counts what a test script checks, so that no failure is lost: neither in a pipe or a subshell, nor
# with redirected output, nor by an end that comes too early.  tests/tree/harness.sh tests this.

# Subshells cannot set variables of their shell, but append to its file.
HARNESS_RECORD=$(mktemp)
# Where the script's output went when it began: there the word FAILED is seen, whatever a check's
# own output is redirected to.
exec {HARNESS_OUTPUT}>&1
# A script that compares in a loop of its own adds to CHECKS, and calls fail.
CHECKS=0
HARNESS_DONE=
SCRATCH=$(mktemp -d)
CLEANUP=()

say() { echo "$*" >&"$HARNESS_OUTPUT"; }
record() { echo "$1" >>"$HARNESS_RECORD"; }
recorded() { grep -cx "$1" "$HARNESS_RECORD"; }

fail() {
	record failed
	say "FAILED: $*"
}

# Its status is the command's, for `check ... || cat log`.
check() { # description, command...
	local description=$1
	shift
	record checked
	if [ $# -eq 0 ]; then
		fail "$description: there is no command"
		return 1
	fi
	"$@" || {
		fail "$description"
		return 1
	}
}

# What cannot run here says why; on a machine where it must run that is a failure.
leave_out() {
	say "SKIPPED: $*"
	[ -z "${ECC_REQUIRE_ALL:-}" ] || fail "ECC_REQUIRE_ALL is set: nothing may be missing"
}
skip() {
	leave_out "$@"
	record skipped
	exit 77
}

done_testing() {
	HARNESS_DONE=1
	exit 0
}

harness_verdict() { # exit code of the script; prints why it is another, and sets `verdict`
	local checks failures
	checks=$((CHECKS + $(recorded checked))) failures=$(recorded failed)
	verdict=$1
	if [ "$1" = 77 ] && [ "$(recorded skipped)" -gt 0 ]; then
		[ "$failures" = 0 ] || verdict=1
		return
	fi
	if [ -z "$HARNESS_DONE" ]; then
		say "FAILED: the script ended with exit code $1 before done_testing"
		verdict=1
	elif [ $checks = 0 ]; then
		say "FAILED: nothing was checked"
		verdict=1
	elif [ "$failures" != 0 ]; then
		verdict=1
	fi
	say "$checks checks, $failures failures"
}

harness_end() {
	local status=$? verdict command
	# The script may have said `set -e`.
	set +e
	harness_verdict $status
	for command in "${CLEANUP[@]:+${CLEANUP[@]}}"; do $command; done
	# A file system that is still mounted there is not ours to empty.
	rm -rf --one-file-system "$SCRATCH" "$HARNESS_RECORD"
	exit "$verdict"
}
trap harness_end EXIT
