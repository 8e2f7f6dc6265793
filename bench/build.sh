#!/usr/bin/env bash
# From a clone to programs, with nothing cached: what a newcomer waits for, and what a change costs.
#   bench/build.sh [HEADER...]
# Prints seconds of wall and CPU: the demo's build, everything that is installed, and for each header
# (those that most and fewest files include, unless some are named) what its edit builds again.
set -euo pipefail
cd "$(dirname "$0")/.."
export CCACHE_DISABLE=1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
git clone -q . "$scratch/clone"
cd "$scratch/clone"

timed() { # what, command...
	local what=$1
	shift
	TIMEFORMAT="%R %U %S"
	{ time "$@" >"$scratch/log" 2>&1; } 2>"$scratch/time" || { cat "$scratch/log"; exit 1; }
	awk -v what="$what" '{ printf "%-44s %6.1f s wall %7.1f s CPU\n", what, $1, $2 + $3 }' "$scratch/time"
}

cmake --preset demo >/dev/null
timed "build of the demo" cmake --build --preset demo
cmake --preset release >/dev/null
timed "build of what is installed" cmake --build --preset release
[ $# -gt 0 ] || set -- support/json.h btfgen/layout/diff.h ecc/job/job.h loader/events/value.h btfgen/layout/model.h support/error.h
for header in "$@"; do
	touch "$header"
	timed "after an edit of $header" cmake --build --preset demo
done
