# shellcheck shell=bash disable=SC2034
# A program of unique name is started with known arguments.
host_options=""
guest_arguments=""

trigger() {
	echo "$BASHPID" >"$SCRATCH/parent"
	[ -x "$SCRATCH/ecc-execve" ] || cp /bin/true "$SCRATCH/ecc-execve"
	"$SCRATCH/ecc-execve" first 'with space' third
}

# The name is still that of the shell, which is the parent too.
verify() {
	local call="$SCRATCH/ecc-execve $SCRATCH/ecc-execve first with space third" parent
	parent=$(cat "$SCRATCH/parent")
	grep -qE '^TIME +PID +PPID +UID +COMM +FILENAME ARGS$' "$1" &&
		grep -qE "^[0-9:]{8} [0-9]+ +$parent +$(id -u) +[^ ]+ +$call\$" "$1"
}

verify_end() { tail -n 1 "$1" | grep -qE '^[1-9][0-9]* calls$'; }
