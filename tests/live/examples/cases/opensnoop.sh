# shellcheck shell=bash disable=SC2034
# A file that is there and one that is not.
host_options=""
guest_arguments="--duration 60"

trigger() {
	echo x >"$SCRATCH/ecc-is-there"
	cat "$SCRATCH/ecc-is-there" "$SCRATCH/ecc-is-missing" >/dev/null 2>&1 || true
}

verify() {
	grep -qE '^PID +COMM +FD +ERR +PATH$' "$1" &&
		grep -qE "^[0-9]+ +cat +[0-9]+ +0 $SCRATCH/ecc-is-there\$" "$1" &&
		grep -qE "^[0-9]+ +cat +-1 +2 $SCRATCH/ecc-is-missing\$" "$1"
}
