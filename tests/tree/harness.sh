#!/usr/bin/env bash
# The harness of the test scripts cannot lie: what fails in a script makes it fail, and is seen.
# harness.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"

# Runs a script of these lines; its output is in $out, its exit code in $code.
out=$SCRATCH/out
script() { # lines; the environment is that of this test without ECC_REQUIRE_ALL
	printf '%s\n' 'set -u' ". '$SOURCE_DIR/tests/support/harness.sh'" "$1" >"$SCRATCH/script.sh"
	env -u ECC_REQUIRE_ALL "${@:2}" bash "$SCRATCH/script.sh" >"$out" 2>&1
	code=$?
}
ends() { # description, exit code, last line, script, environment...
	script "$4" "${@:5}"
	check "$1: exit code $2" [ $code = "$2" ] || cat "$out"
	check "$1: says '$3'" [ "$(tail -n 1 "$out")" = "$3" ] || cat "$out"
}
seen() { check "$1: is seen" grep -qx "FAILED: $2" "$out"; } # description, text

ends "one that holds" 0 "1 checks, 0 failures" 'check one true; done_testing'
ends "one that fails" 1 "2 checks, 1 failures" 'check one true; check two false; done_testing'
seen "one that fails" two
ends "in a pipe" 1 "1 checks, 1 failures" 'echo a | check one grep -q b; done_testing'
seen "in a pipe" one
ends "before a pipe" 1 "1 checks, 1 failures" 'check one false | cat >/dev/null; done_testing'
seen "before a pipe" one
ends "in a subshell" 1 "1 checks, 1 failures" '(check one false); done_testing'
ends "in the background" 1 "1 checks, 1 failures" 'check one false & wait; done_testing'
ends "in a substitution" 1 "1 checks, 1 failures" 'text=$(check one false); done_testing'
seen "in a substitution" one
ends "with redirected output" 1 "1 checks, 1 failures" 'check one false >/dev/null 2>&1; done_testing'
seen "with redirected output" one
ends "with all output redirected" 1 "1 checks, 1 failures" 'exec >/dev/null 2>&1; check one false; done_testing'
seen "with all output redirected" one
ends "fail alone" 1 "1 checks, 1 failures" 'check one true; fail two >/dev/null; done_testing'
ends "no command" 1 "1 checks, 1 failures" 'check "[ 1 = 2 ]"; done_testing'
ends "an unknown command" 1 "1 checks, 1 failures" 'check one no_such_command; done_testing'
ends "its status" 1 "the log" 'check one true || echo no; check two false || say "the log" >/dev/null; trap - EXIT; exit 1'
check "its status: only of what fails" eval '! grep -qx no "$out"'

ends "no checks" 1 "0 checks, 0 failures" 'done_testing'
seen "no checks" "nothing was checked"
ends "a count of its own" 0 "3 checks, 0 failures" 'CHECKS=$((CHECKS + 3)); done_testing'

for early in 'exit 0' 'exit 3' 'exit 77' 'exit' 'set -e; false' 'echo "$unset"' ''; do
	ends "an early end by '$early'" 1 "1 checks, 0 failures" "check one true; $early"
	check "an early end by '$early': is seen" grep -q 'FAILED: the script ended with exit code .* before done_testing' "$out"
done
ends "an end in a subshell" 1 "1 checks, 0 failures" 'check one true; (done_testing)'

ends "skip" 77 "SKIPPED: no moon" 'skip "no moon"'
ends "skip with redirected output" 77 "SKIPPED: no moon" 'skip "no moon" >/dev/null'
ends "skip after what holds" 77 "SKIPPED: no moon" 'check one true; skip "no moon"'
ends "skip after a failure" 1 "SKIPPED: no moon" 'check one false; skip "no moon"'
ends "skip where all is required" 1 "FAILED: ECC_REQUIRE_ALL is set: nothing may be missing" 'skip "no moon"' ECC_REQUIRE_ALL=1
ends "a part is left out" 0 "1 checks, 0 failures" 'leave_out "no moon"; check one true; done_testing'
ends "a part is left out where all is required" 1 "1 checks, 1 failures" 'leave_out "no moon"; check one true; done_testing' ECC_REQUIRE_ALL=1

# Nothing of a script stays, however it ends.
mkdir "$SCRATCH/temporary"
for end in 'done_testing' 'exit 3' 'skip none' 'check one false; done_testing'; do
	script "echo x >\"\$SCRATCH/file\"; CLEANUP+=(\"touch $SCRATCH/cleaned\"); $end" TMPDIR="$SCRATCH/temporary"
	check "'$end' leaves nothing" [ -z "$(ls -A "$SCRATCH/temporary")" ]
	check "'$end' cleans up" rm "$SCRATCH/cleaned"
done
done_testing
