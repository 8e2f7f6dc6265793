# shellcheck shell=bash disable=SC2034
# ls asks for variables of its own: one that is set, one that is not.
host_options="--allow-attach libc.so.6"
guest_arguments=""

trigger() {
	[ -x "$SCRATCH/ecc-uprobe" ] || cp /bin/ls "$SCRATCH/ecc-uprobe"
	env -u TIME_STYLE QUOTING_STYLE=escape "$SCRATCH/ecc-uprobe" -l "$SCRATCH" >/dev/null
}

verify() {
	grep -qE '^[0-9]+ +ecc-uprobe +getenv\("QUOTING_STYLE"\) = "escape"$' "$1" &&
		grep -qE '^[0-9]+ +ecc-uprobe +getenv\("TIME_STYLE"\) = NULL$' "$1"
}

verify_end() { tail -n 1 "$1" | grep -qE '^[1-9][0-9]* calls$'; }
