# shellcheck shell=bash disable=SC2034
# A process of unique name that sleeps and ends with a known code.
host_options=""
guest_arguments=""

trigger() {
	echo "$BASHPID" >"$SCRATCH/parent"
	[ -x "$SCRATCH/ecc-bootstrap" ] || cp /bin/sh "$SCRATCH/ecc-bootstrap"
	"$SCRATCH/ecc-bootstrap" -c 'sleep 0.05; exit 3' || true
}

verify() {
	local process
	process="ecc-bootstrap +[0-9]+ +$(cat "$SCRATCH/parent")"
	grep -qE '^TIME +EVENT +COMM +PID +PPID +FILENAME/EXIT CODE$' "$1" &&
		grep -qE "^[0-9:]{8} EXEC  $process +$SCRATCH/ecc-bootstrap\$" "$1" &&
		grep -qE "^[0-9:]{8} EXIT  $process +\[3\] \([0-9]{2,4}ms\)\$" "$1"
}
