# shellcheck shell=bash disable=SC2034
# The guest is its own trigger: it asks, the kernel computes.
host_options=""
guest_arguments=""

trigger() { :; }

# The second round: 1001 and 7.
verify() {
	local line
	for line in 'question 1: 1000 + 0' 'answer   1: 1000' \
		'answer   4: the kernel cannot compute this' 'the kernel has seen 5 questions' \
		'question 8: 1001 * 7' 'answer   6: 1008' 'answer   7: 994' 'answer   8: 7007' \
		'answer   9: 143' 'answer   10: the kernel cannot compute this'; do
		grep -qxF "$line" "$1" || return 1
	done
}

verify_end() { tail -n 1 "$1" | grep -qE '^([1-9][0-9]*) questions, \1 answers$'; }
