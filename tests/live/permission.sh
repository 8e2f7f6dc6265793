#!/usr/bin/env bash
# What packages and guests may do on the live kernel: each thing is refused without its option, with
# the option in the message and nothing done, and goes with it.  permission.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
need_root
need_kernel_btf
need_engines
here=$SOURCE_DIR/tests/live/permission
for tool in python3 bpftool tc nsenter setpriv; do command -v $tool >/dev/null || skip "needs $tool"; done
# Networks and bpffs of the test's own: the machine's stay as they are.
unshare -m -n true 2>/dev/null || skip "no namespaces can be made here"
unshare -m -n sleep infinity &
namespace=$!
CLEANUP+=("kill $namespace")
disown $namespace
until [ "$(readlink /proc/$namespace/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
# A command and no function, so that timeout and env can run it.
mkdir "$SCRATCH/bin"
PATH=$SCRATCH/bin:$PATH
echo "#!/bin/sh
exec nsenter -m -n -t $namespace \"\$@\"" >"$SCRATCH/bin/inside"
chmod +x "$SCRATCH/bin/inside"
inside mount -t bpf none /sys/fs/bpf || skip "no BPF file system can be mounted"
inside ip link set lo up

out=$SCRATCH/out err=$SCRATCH/err

# Each object is called prog, so that one guest fits all.  $SCRATCH/NAME has package and guest.
build() { # name, source, clang's options...
	local name=$1 source=$2 dir=$SCRATCH/$1
	shift 2
	mkdir -p "$dir"
	cp "$here/$source.bpf.c" "$dir/prog.bpf.c"
	check "ecc on $name" ecc -o "$dir" "$dir/prog.bpf.c" --wasm "$here/app.c" -- "$@" >"$SCRATCH/log" 2>&1 || cat "$SCRATCH/log"
}

# One message, exit code 1, and the words that it must have.
refuses() { # description, words, command...
	local description=$1 words=$2 status
	shift 2
	timeout -k 5 60 "$@" >"$out" 2>"$err" </dev/null
	status=$?
	check "$description: exit code 1" [ "$status" = 1 ] || { echo "  it was $status"; tail -5 "$err"; }
	check "$description: says it" contains "$err" "$words"
	check "$description: says it once" [ "$(grep -cE '^ecli: ' "$err")" = 1 ] || cat "$err"
}
goes() { # description, command...
	local description=$1 status
	shift
	timeout -k 5 60 "$@" >"$out" 2>"$err" </dev/null
	status=$?
	check "$description: exit code 0" [ "$status" = 0 ] || { echo "  it was $status"; tail -5 "$err"; }
}
# The same for a guest under every engine; "$@" are ecli's options, then "--", then the guest's
# words.
guest() { # refuses|goes, description, [words,] name, options...
	local verb=$1 description=$2 engine says=() options=()
	shift 2
	[ "$verb" = goes ] || { says=("$1"); shift; }
	local wasm=$SCRATCH/$1/prog.wasm
	shift
	while [ "$1" != -- ]; do options+=("$1"); shift; done
	shift
	for engine in "${engines[@]}"; do
		$verb "$description, guest, $engine" "${says[@]}" "${wrapper[@]}" ecli run --engine "$engine" "${options[@]}" "$wasm" "$@"
		"${after[@]}" "$description, guest, $engine"
	done
}
wrapper=() after=(true)
package() { echo "$SCRATCH/$1/package.json"; }

# Something that goes on until `stop`.  Its process is $pid, its output in $out.ID and $err.ID.
start() { # ID, words that say that it runs, command...
	local id=$1 words=$2 deadline=$((SECONDS + 20))
	shift 2
	# Who had this ID before said the words as well.
	rm -f "$out.$id" "$err.$id"
	# A background job of this shell would ignore SIGINT and SIGQUIT.
	env --default-signal "$@" >"$out.$id" 2>"$err.$id" </dev/null &
	pid=$!
	until grep -sqF -- "$words" "$out.$id" "$err.$id"; do
		if [ $SECONDS -ge $deadline ] || ! kill -0 $pid 2>/dev/null; then
			fail "$id: '$words' is not said"
			cat "$out.$id" "$err.$id"
			return 1
		fi
		sleep 0.05
	done
}
# An engine may keep a signal for itself: what does not end within ten seconds is ended by force.
stop() { # signal; the exit code is $status
	local deadline=$((SECONDS + 10))
	kill -"$1" "$pid"
	while kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 0.02; done
	kill -KILL "$pid" 2>/dev/null
	wait "$pid"
	status=$?
} 2>/dev/null
# A package without an event buffer says this.
runs='program(s) attached'

for cases in "$here"/cases/*.sh; do
	check "$(basename "$cases") is bash" bash -n "$cases"
	# shellcheck disable=SC1090 source=/dev/null
	. "$cases"
	echo "$(basename "$cases" .sh): $(recorded checked) checks so far, $SECONDS s"
done
check "no ecli stays" [ -z "$(pgrep -f "ecli run .*$SCRATCH")" ]
done_testing
