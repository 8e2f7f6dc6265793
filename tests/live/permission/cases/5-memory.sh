# The kernel's memory: what maps take is counted before they are made.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are those of permission.sh
build memory memory
words='its maps and programs take 5 MiB of the kernel'"'"'s memory, 4 are allowed'
refuses "kernel memory, package" "$words" ecli run --kernel-memory 4 "$(package memory)"
check "kernel memory: the option" contains "$err" 'make them smaller, or allow more with --kernel-memory MIB'
refuses "kernel memory, check" "$words" ecli check --kernel-memory 4 "$(package memory)"
goes "kernel memory, check, enough" ecli check --kernel-memory 5 "$(package memory)"
guest refuses "kernel memory" "$words" memory --kernel-memory 4 -- load
check "kernel memory: EPERM" contains "$out" 'load: -1'
guest goes "kernel memory, enough" memory --kernel-memory 5 -- load
guest refuses "kernel memory, two objects" "its maps and programs take 5 MiB of the kernel's memory besides 5 that are taken, 9 are allowed" \
	memory --kernel-memory 9 -- load load
guest goes "kernel memory, two objects, enough" memory --kernel-memory 10 -- load load
guest goes "kernel memory, one after the other" memory --kernel-memory 9 -- load close load close load
check "kernel memory: each was loaded" [ "$(grep -c 'load: 0' "$out")" = 3 ]
# The size that the guest wishes is the one that counts.
guest refuses "kernel memory, by a wish" "its maps and programs take 1024 MiB of the kernel's memory, 256 are allowed" memory -- entries big 1048572 load
guest goes "kernel memory, by a modest wish" memory --kernel-memory 1 -- entries big 1020 load

# A map that somebody may still hold is not given back with its object.
guest refuses "kernel memory, held" "its maps and programs take 5 MiB of the kernel's memory besides 5 that are taken, 9 are allowed" \
	memory --kernel-memory 9 -- load open big close load
