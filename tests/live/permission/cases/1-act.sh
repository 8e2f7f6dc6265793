# Functions that reach beyond the program, and loops that nothing ends.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are those of permission.sh
build sysbpf sysbpf
words="'escape' calls bpf_sys_bpf"
refuses "bpf_sys_bpf, package" "$words" ecli run "$(package sysbpf)"
check "bpf_sys_bpf: the option" contains "$err" "help: allow it with --allow-act 'bpf_sys_bpf'"
guest refuses "bpf_sys_bpf" "$words" sysbpf -- load run escape
guest refuses "bpf_sys_bpf, another is allowed" "$words" sysbpf --allow-act bpf_sys_close -- load
check "nothing was loaded" [ -z "$(bpftool prog show name escape)" ]
check "XDP is nowhere" [ -z "$(inside ip link show | grep xdp)" ]
check "bpf_sys_bpf: the guest's option" contains "$err" "--allow-act 'bpf_sys_bpf'"
check "bpf_sys_bpf: the guest hears of EPERM" contains "$out" 'load: -1'
start sysbpf "program 'escape' is loaded" ecli run --allow-act bpf_sys_bpf --allow-attach xdp "$(package sysbpf)"
check "bpf_sys_bpf, package, allowed: it is in the kernel" [ -n "$(bpftool prog show name escape)" ]
stop INT
guest goes "bpf_sys_bpf, allowed" sysbpf --allow-act 'bpf_sys_*' -- load
# Nothing that is checked is ever attached.
goes "bpf_sys_bpf, check" ecli check "$(package sysbpf)"

# A victim of the test's own, which makes system calls all the time.
cp "$(command -v bash)" "$SCRATCH/victim"
victim() {
	"$SCRATCH/victim" -c 'while :; do sleep 0.02; done' &
	victim=$!
	disown $victim
}
lives() { kill -0 "$victim" 2>/dev/null; }
dies() {
	local deadline=$((SECONDS + 10))
	while lives && [ $SECONDS -lt $deadline ]; do sleep 0.05; done
	! lives
}
victim
CLEANUP+=('kill_victim')
kill_victim() { kill -9 "$victim" 2>/dev/null; }
build signal signal -DVICTIM=$victim
words="'strike' calls bpf_send_signal"
refuses "bpf_send_signal, package" "$words" ecli run "$(package signal)"
check "bpf_send_signal: the option" contains "$err" "help: allow it with --allow-act 'bpf_send_signal'"
guest refuses "bpf_send_signal" "$words" signal -- load attach strike ""
goes "bpf_send_signal, check" ecli check "$(package signal)"
sleep 0.2
check "the victim lives" lives
start signal "$runs" ecli run --allow-act bpf_send_signal "$(package signal)"
check "bpf_send_signal, package, allowed: the victim got it" dies
stop INT
check "bpf_send_signal, package: ends cleanly" [ "$status" = 0 ]
for engine in "${engines[@]}"; do
	victim
	build signal signal -DVICTIM=$victim
	start signal waits ecli run --engine "$engine" --allow-act bpf_send_signal "$SCRATCH/signal/prog.wasm" load attach strike "" wait
	check "bpf_send_signal, guest, $engine, allowed: the victim got it" dies
	stop INT
done

build write_user write_user
words="'scribble' calls bpf_probe_write_user"
refuses "bpf_probe_write_user, package" "$words" ecli run "$(package write_user)"
guest refuses "bpf_probe_write_user" "$words" write_user -- load attach scribble ""
# Lockdown forbids it on its own: then our refusal is all that can be seen.
if timeout 60 ecli check "$(package write_user)" >"$out" 2>&1; then
	start write "$runs" ecli run --allow-act bpf_probe_write_user "$(package write_user)"
	stop INT
	guest goes "bpf_probe_write_user, allowed" write_user --allow-act bpf_probe_write_user -- load attach scribble ""
else
	echo "this kernel lets nobody call bpf_probe_write_user"
fi

build loops loops
words="'nested' runs loops within loops, which nothing can end"
refuses "nested loops, package" "$words" ecli run "$(package loops)"
check "nested loops: the option" contains "$err" "help: allow it with --allow-act 'nested-loops'"
guest refuses "nested loops" "$words" loops -- load run nested
guest goes "nested loops, allowed" loops --allow-act nested-loops -- load run nested
check "nested loops: they ran" contains "$out" 'run: 0'

build in_place in_place
words="'in_place' runs loops within loops, which nothing can end"
refuses "loops in place, package" "$words" ecli run "$(package in_place)"
guest refuses "loops in place" "$words" in_place -- load run in_place
# Linux 6.4 brought them.
if grep -qw bpf_iter_num_new /proc/kallsyms; then
	guest goes "loops in place, allowed" in_place --allow-act nested-loops -- load run in_place
	check "loops in place: they ran" contains "$out" 'run: 0'
fi

# Behind each other they are as good as one.
build in_row in_row
if grep -qw bpf_iter_num_new /proc/kallsyms; then
	guest goes "loops in a row" in_row -- load run in_row
	check "loops in a row: they ran" contains "$out" 'run: 0'
fi

build global global
words="'outer' runs loops within loops, which nothing can end"
refuses "bounded loops of global functions, package" "$words" ecli run "$(package global)"
guest goes "bounded loops of global functions, allowed" global --allow-act nested-loops -- load run outer

build goes_back goes_back
words="'goes_back' runs loops within loops, which nothing can end"
refuses "a loop that goes back in a loop, package" "$words" ecli run "$(package goes_back)"
guest refuses "a loop that goes back in a loop" "$words" goes_back -- load run goes_back

build inspect inspect
words="'reads' calls bpf_probe_read_kernel"
refuses "inspecting, package" "$words" ecli run --deny-inspect "$(package inspect)"
check "inspecting: the option" contains "$err" "help: allow it with no --deny-inspect"
guest refuses "inspecting" "$words" inspect --deny-inspect -- load attach reads ""
guest goes "inspecting is allowed by default" inspect -- load attach reads ""
start inspect "$runs" ecli run "$(package inspect)"
stop INT

everything='ecli: everything is allowed (--allow-all)'
victim
build signal signal -DVICTIM=$victim
start all "$runs" ecli run --allow-all --deny-inspect "$(package signal)"
check "--allow-all, package: the victim got it" dies
stop INT
check "--allow-all, package: says so" contains "$err.all" "$everything"
says_everything() { check "$1: says so" contains "$err" "$everything"; }
after=(says_everything)
guest goes "--allow-all" sysbpf --allow-all -- load
guest goes "--allow-all, loops" loops --allow-all --deny-inspect -- load
after=(true)
