# shellcheck shell=bash disable=SC2034
# A kernel without LSM programs says so; where it has them, a file is told by its whole path.
host_options=""
guest_arguments=""
refused=''
grep -qsw bpf /sys/kernel/security/lsm ||
	refused='cannot load or attach the LSM program: Operation not permitted'

trigger() {
	echo x >"$SCRATCH/ecc-lsm"
	(cd "$SCRATCH" && cat ./ecc-lsm) >/dev/null
}

verify() { grep -qE "^[0-9]+ +$(id -u) +cat +read  $SCRATCH/ecc-lsm\$" "$1"; }
