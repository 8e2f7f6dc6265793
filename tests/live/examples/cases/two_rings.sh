# shellcheck shell=bash disable=SC2034
# A process that ends with a code, one that a signal ends; each is told by both rings.
host_options=""
guest_arguments=""

trigger() {
	echo "$BASHPID" >"$SCRATCH/parent"
	[ -x "$SCRATCH/ecc-two-rings" ] || cp /bin/sh "$SCRATCH/ecc-two-rings"
	"$SCRATCH/ecc-two-rings" -c 'exit 5' || true
	# In a shell of its own, which does not tell of the signal.
	(exec "$SCRATCH/ecc-two-rings" -c 'kill -TERM $$') 2>/dev/null || true
}

verify() {
	local parent
	parent=$(cat "$SCRATCH/parent")
	grep -qE "^START [0-9]+ +ecc-two-rings +parent $parent, $SCRATCH/ecc-two-rings\$" "$1" &&
		grep -qE '^EXIT  [0-9]+ +ecc-two-rings +code 5$' "$1" &&
		grep -qE '^EXIT  [0-9]+ +ecc-two-rings +signal 15$' "$1"
}

verify_end() { tail -n 1 "$1" | grep -qE '^[1-9][0-9]* starts, [1-9][0-9]* exits$'; }
