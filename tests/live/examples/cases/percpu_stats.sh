# shellcheck shell=bash disable=SC2034
# Whatever runs is counted, on every CPU, and the CPUs' sum is the total.
host_options=""
guest_arguments=""

trigger() {
	local cpu
	for cpu in $(seq 0 $(($(nproc) - 1))); do
		taskset -c "$cpu" sleep 0.01 2>/dev/null || true
	done
}

# Two tables whose rows add up, with a row for every CPU that this shell may use.
verify() {
	awk -v cpus="$(nproc)" '
		/^[0-9][0-9]:/ { rows = sum = since = 0 }
		/^[0-9]+ / { rows++; sum += $2; since += $5 }
		/^total / {
			if ($2 != sum || $5 != since || sum == 0) bad = 1
			if (rows >= cpus) tables++
		}
		END { exit !(tables >= 2 && !bad) }' "$1"
}

verify_end() { grep -qE '^CPU +SWITCHES +PREEMPTED +TO-IDLE +SINCE-START$' "$1"; }
