# shellcheck shell=bash disable=SC2034
# A program of unique name is started with known arguments.
host_options=""
guest_arguments=""

trigger() {
	[ -x "$SCRATCH/ecc-execve" ] || cp /bin/true "$SCRATCH/ecc-execve"
	"$SCRATCH/ecc-execve" first 'with space' third
}

# The shell of the trigger is the parent of a process whose name is still the shell's.
verify() {
	grep -qE '^TIME +PID +PPID +UID +COMM +FILENAME ARGS$' "$1" &&
		grep -qE "^[0-9:]{8} [0-9]+ +$$ +$(id -u) +[^ ]+ +$SCRATCH/ecc-execve $SCRATCH/ecc-execve first with space third\$" "$1"
}

verify_end() { tail -n 1 "$1" | grep -qE '^[1-9][0-9]* calls$'; }
