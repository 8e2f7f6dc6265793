#!/usr/bin/env bash
# Guests that mean harm, or do not know better, under every engine: each ends with one clear message
# and the exit code for it, never with a crash, and nothing stays attached.  hostile.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
here=$SOURCE_DIR/tests/guest/hostile
command -v wat2wasm >/dev/null || skip "needs wat2wasm of wabt"
need_engines

seconds=30
# Runs a guest; its output is in $out, its errors and ours in $err.
run() { # engine, file, ecli's options...
	local engine=$1 file=$2
	shift 2
	timeout -k 5 $seconds ecli run --engine "$engine" "$@" "$file" </dev/null >"$out" 2>"$err"
}

# The same under every engine.
ends() { # description, exit code, text of the message or "", file, ecli's options...
	local description=$1 code=$2 text=$3 file=$4 engine status
	shift 4
	for engine in "${engines[@]}"; do
		out=$SCRATCH/out err=$SCRATCH/err
		run "$engine" "$file" "$@"
		status=$?
		check "$description, $engine: exit code $code" [ $status = "$code" ] || { echo "  it was $status"; tail -3 "$err"; }
		[ -z "$text" ] || check "$description, $engine: says '$text'" contains "$err" "$text"
		[ -n "$text" ] || check "$description, $engine: says nothing" [ ! -s "$err" ] || tail -3 "$err"
		# One message, and what to do.
		check "$description, $engine: says it once" [ "$(grep -c 'error: ' "$err")" -le 1 ]
	done
}
refused() { # description, text, file, options...
	ends "$1" 1 "$2" "${@:3}"
}

# A module from its text on standard input, as $wasm.
wasm=$SCRATCH/guest.wasm
assemble() { # wat2wasm's options...
	wat2wasm --no-check "$@" -o "$wasm" - <"${wat:-/dev/stdin}" 2>"$SCRATCH/wat.log" || {
		fail "wat2wasm"
		cat "$SCRATCH/wat.log"
	}
}

filters() { tc filter show dev lo ingress 2>/dev/null; tc filter show dev lo egress 2>/dev/null; }
filters_before=$(filters)

for cases in "$here"/cases/*.sh; do
	check "$(basename "$cases") is bash" bash -n "$cases"
	# shellcheck disable=SC1090
	. "$cases"
	echo "$(basename "$cases" .sh): $(recorded checked) checks so far, $SECONDS s"
done
check "no filter of traffic control stays" [ "$(filters)" = "$filters_before" ]
check "no ecli stays" [ -z "$(pgrep -f "ecli run .*$SCRATCH")" ]
done_testing
