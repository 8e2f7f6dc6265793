# shellcheck shell=bash disable=SC2034
# Whatever runs is counted; the last histogram comes with SIGINT.
host_options=""
guest_arguments="1"

trigger() { sleep 0.01; }

# Two histograms, in which the longest bar has 40 stars.
verify() {
	[ "$(grep -cE '^     usecs               : count    distribution$' "$1")" -ge 2 ] &&
		grep -qE '^ +[0-9]+ -> [0-9]+ +: [1-9][0-9]* +\|\*{40}\|$' "$1"
}

verify_end() {
	[ "$(grep -cE '^[0-9]{2}:[0-9]{2}:[0-9]{2}$' "$1")" -ge 3 ] &&
		! grep -E ' -> ' "$1" | grep -qvE '^ *[0-9]+ -> [0-9]+ +: [0-9]+ +\|\** *\|$'
}
