#!/usr/bin/env bash
# On the live kernel: events of real processes, refusals, and outputs on difficult file systems.
# live.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
need_root
need_kernel_btf
example=$SOURCE_DIR/examples/bootstrap
out=$SCRATCH/out

check "ecc" ecc -o "$out" "$example/bootstrap.bpf.c" "$example/bootstrap.h" >/dev/null
check "event is 168 bytes" contains "$out/bootstrap.wasm.h" 'ECC_ASSERT_SIZE(struct event, 168, 8)'
check "its padding is written out" contains "$out/bootstrap.wasm.h" 'char __pad0[4];'
check "ecli check" ecli check "$out/package.json"

# Runs a package until SIGINT; starts a process of known name and exit code meanwhile.
observe() { # output file, ecli's arguments...
	local events=$1 ecli_pid deadline
	shift
	# A background job of this shell would ignore SIGINT.
	env --default-signal=INT ecli "$@" >"$events" 2>"$events.err" &
	ecli_pid=$!
	cp /bin/sh "$SCRATCH/ecc-target"
	# The first processes start before the programs are attached: try until one is seen.
	deadline=$((SECONDS + 20))
	until grep -q "$SCRATCH/ecc-target" "$events" || [ $SECONDS -ge $deadline ]; do
		"$SCRATCH/ecc-target" -c 'echo $$; sleep 0.05; exit 3' >"$SCRATCH/pid"
		sleep 0.3
	done
	kill -INT $ecli_pid
	wait $ecli_pid
	echo $? >"$SCRATCH/exit"
	cat "$events.err"
}

observe "$SCRATCH/events" run -j "$out/package.json"
check "ecli stops cleanly on SIGINT" [ "$(cat "$SCRATCH/exit")" = 0 ]
pid=$(cat "$SCRATCH/pid")
check "the exec is told, with pid, comm and filename" grep -qE \
	"^\{\"pid\":$pid,\"ppid\":$$,\"exit_code\":0,\"duration_ns\":0,\"comm\":\"ecc-target\",\"filename\":\"$SCRATCH/ecc-target\",\"exit_event\":false\}" "$SCRATCH/events"
exit_line=$(grep "\"pid\":$pid,.*\"exit_event\":true" "$SCRATCH/events")
check "the exit is told, with its code" grep -q '"exit_code":3,' <<<"$exit_line"
duration=$(sed -n 's/.*"duration_ns":\([0-9]*\).*/\1/p' <<<"$exit_line")
check "the duration is at least the 50 ms slept, at most 5 s: $duration ns" [ "${duration:-0}" -ge 50000000 -a "${duration:-0}" -lt 5000000000 ]

observe "$SCRATCH/rows" run "$out/package.json"
check "rows have a header" grep -qE '^TIME +PID +PPID +EXIT_CODE +DURATION_NS +COMM +FILENAME +EXIT_EVENT$' "$SCRATCH/rows"
check "rows have the values" grep -qE "^[0-9:]{8} +$(cat "$SCRATCH/pid") +$$ +0 +0 +ecc-target +$SCRATCH/ecc-target +false" "$SCRATCH/rows"

check "YAML runs too" ecc -y -o "$SCRATCH/yaml" "$example/bootstrap.bpf.c" "$example/bootstrap.h" >/dev/null
check "YAML is checked" ecli check "$SCRATCH/yaml/package.yaml"

# Nothing stays in the kernel.
check "bpftool shows programs" bpftool prog show >"$SCRATCH/programs"
check "programs are gone" lacks "$SCRATCH/programs" handle_exec

# A package whose layout was moved is refused, with the table.
alter_package shift "$out/package.json" >"$SCRATCH/shifted.json"
for verb in check run; do
	timeout 20 ecli $verb "$SCRATCH/shifted.json" >"$SCRATCH/refusal" 2>&1
	check "a shifted package is refused by $verb" [ $? = 1 ]
	check "the table names the members that moved" grep -qE '^    duration_ns +12 +16$' "$SCRATCH/refusal"
	check "and the size" grep -qE '^    \(size\) +164 +168$' "$SCRATCH/refusal"
done
# Kernel types are compared with the kernel that runs.
cat >"$SCRATCH/kernel.bpf.c" <<'END'
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct timespec64);
} times SEC(".maps");
char LICENSE[] SEC("license") = "GPL";
END
check "ecc on a program that shares a kernel type" ecc -o "$SCRATCH/kernel" "$SCRATCH/kernel.bpf.c" >/dev/null
ecli check "$SCRATCH/kernel/package.json" >"$SCRATCH/log" 2>&1
check "it is compared with the kernel's" contains "$SCRATCH/log" 'kernel: 1 type matches'
alter_package claim-kernel-type "$out/package.json" >"$SCRATCH/claims.json"
ecli check "$SCRATCH/claims.json" >"$SCRATCH/log" 2>&1
check "a type that the kernel lacks is refused" contains "$SCRATCH/log" "there is no struct, union, enum or typedef of one named 'struct event'"

# What this kernel forbids is named.
cat >"$SCRATCH/forbidden.bpf.c" <<'END'
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
SEC("tp/no/such_tracepoint") int nowhere(void *ctx) { return 0; }
char LICENSE[] SEC("license") = "GPL";
END
ecc -o "$SCRATCH/forbidden" "$SCRATCH/forbidden.bpf.c" >/dev/null
timeout 20 ecli run "$SCRATCH/forbidden/package.json" >"$SCRATCH/log" 2>&1
check "a tracepoint that is not there: exit code 1" [ $? = 1 ]
check "and which program it is" contains "$SCRATCH/log" "cannot attach program 'nowhere' (SEC(\"tp/no/such_tracepoint\"))"

# An object of the other byte order is refused by name.
check "ecc for big-endian" ecc -o "$SCRATCH/big" "$example/bootstrap.bpf.c" "$example/bootstrap.h" -- -target bpfeb >/dev/null
ecli run "$SCRATCH/big/package.json" >"$SCRATCH/log" 2>&1
check "it is refused: exit code 1" [ $? = 1 ]
check "and why" contains "$SCRATCH/log" 'the object is big-endian, this machine is not'

# A struct_ops is loaded, compared and, where the kernel lets it, registered.
cat >"$SCRATCH/ops.bpf.c" <<'END'
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
SEC("struct_ops/ecc_ssthresh") __u32 BPF_PROG(ecc_ssthresh, struct sock *sk) { return 2; }
SEC("struct_ops/ecc_undo") __u32 BPF_PROG(ecc_undo, struct sock *sk) { return 2; }
SEC("struct_ops/ecc_avoid") void BPF_PROG(ecc_avoid, struct sock *sk, __u32 ack, __u32 acked) {}
SEC(".struct_ops") struct tcp_congestion_ops ecc_ops = {
	.ssthresh = (void *)ecc_ssthresh, .undo_cwnd = (void *)ecc_undo,
	.cong_avoid = (void *)ecc_avoid, .name = "ecc_test"};
char LICENSE[] SEC("license") = "GPL";
END
check "ecc on a struct_ops" ecc -o "$SCRATCH/ops" "$SCRATCH/ops.bpf.c" >"$SCRATCH/log" 2>&1 || cat "$SCRATCH/log"
check "a struct_ops loads" ecli check "$SCRATCH/ops/package.json" >"$SCRATCH/log" 2>&1 || cat "$SCRATCH/log"
check "and is compared" contains "$SCRATCH/log" 'loaded maps and programs:'

# A ring buffer that tells its event type by __type(value, ...) loads.
sed 's/__uint(max_entries, 256 \* 1024);/& __type(value, struct event);/' "$example/bootstrap.bpf.c" >"$SCRATCH/valued.bpf.c"
cp "$example/bootstrap.h" "$SCRATCH/"
check "ecc without an event header" ecc -o "$SCRATCH/valued" "$SCRATCH/valued.bpf.c" >/dev/null
check "the value is the event type" ecli check "$SCRATCH/valued/package.json"

# A witness on the live kernel: a program writes a value of its own into every field, a guest reads
# each of them through the generated header, and the kernel's own BTF printer says the same.
witness=$SOURCE_DIR/tests/live/witness
check "ecc on the witness" ecc -n -o "$SCRATCH" "$witness/witness.bpf.c" "$witness/witness.h" -- -I"$example" >"$SCRATCH/log" 2>&1 || cat "$SCRATCH/log"
mkdir "$SCRATCH/bpffs" && mount -t bpf none "$SCRATCH/bpffs" && CLEANUP+=("umount $SCRATCH/bpffs")
check "the kernel writes" run_syscall "$SCRATCH/witness.bpf.o" fill values "$SCRATCH/bytes" "$SCRATCH/bpffs/values" >"$SCRATCH/log" 2>&1 || cat "$SCRATCH/log"
# The printer hashes pointers: the guest compares that one.
sed -n 's/^0: //p' "$SCRATCH/bpffs/values" | tr -s '[]{},' '\n' | sed '/^$/d; s/^0x00000000[0-9a-f]*$/pointer/' >"$SCRATCH/kernel-says"
clang --target=wasm32-wasi -Wall -Wextra -Werror -O1 -I"$SCRATCH" "$witness/guest.c" -o "$SCRATCH/witness.wasm" &&
	node --no-warnings "$SOURCE_DIR/tests/guest/host.mjs" "$SCRATCH/witness.wasm" /dev/null <"$SCRATCH/bytes" >"$SCRATCH/guest-says"
check "the guest reads what the kernel prints" diff "$SCRATCH/kernel-says" "$SCRATCH/guest-says"
echo "$(wc -l <"$SCRATCH/guest-says") values written by the kernel, read by the guest, printed by both"

# The same bytes in any directory, however the source is named.
mkdir -p "$SCRATCH/a" "$SCRATCH/b/c"
cp "$example"/bootstrap.* "$SCRATCH/a"
cp "$example"/bootstrap.* "$SCRATCH/b/c"
(cd "$SCRATCH/a" && ecc bootstrap.bpf.c bootstrap.h) >/dev/null
(cd / && ecc "$SCRATCH/b/c/bootstrap.bpf.c" "$SCRATCH/b/c/bootstrap.h") >/dev/null
for file in bootstrap.bpf.o bootstrap.wasm.h bootstrap.skel.h bootstrap.skel.json package.json; do
	check "reproducible: $file" cmp "$SCRATCH/a/$file" "$SCRATCH/b/c/$file"
done
check "a second run changes nothing" [ "$(cd "$SCRATCH/a" && ecc bootstrap.bpf.c bootstrap.h | grep -c unchanged)" = 5 ]

# Two at once in one directory, and with an empty cache: both succeed, nothing is left over.
export XDG_CACHE_HOME=$SCRATCH/cache
for i in 1 2 3; do (cd "$SCRATCH/a" && rm -f ./*.json && ecc bootstrap.bpf.c bootstrap.h >/dev/null; echo $? >"$SCRATCH/exit$i") & done
wait
check "three at once" [ "$(cat "$SCRATCH"/exit[123] | tr -d '\n')" = 000 ]
check "nothing is left over" [ -z "$(find "$SCRATCH/a" "$SCRATCH/cache" -name '*.tmp')" ]
check "the result is whole" cmp "$SCRATCH/a/package.json" "$SCRATCH/b/c/package.json"
unset XDG_CACHE_HOME

# A source tree that cannot be written, a full disk.
mkdir -p "$SCRATCH/readonly" "$SCRATCH/full"
if mount -t tmpfs -o size=48k none "$SCRATCH/full" 2>/dev/null; then
	CLEANUP+=("umount $SCRATCH/full")
	ecc -o "$SCRATCH/full" "$example/bootstrap.bpf.c" "$example/bootstrap.h" >"$SCRATCH/log" 2>&1
	check "a full disk: exit code 1" [ $? = 1 ]
	check "a full disk is named" contains "$SCRATCH/log" 'No space left on device'
	check "a full disk has no partial output" [ -z "$(ls "$SCRATCH/full")" ]
	mount --bind "$example" "$SCRATCH/readonly" && CLEANUP+=("umount $SCRATCH/readonly")
	mount -o remount,bind,ro "$SCRATCH/readonly"
	check "a read-only source tree" ecc -o "$SCRATCH/ro-out" "$SCRATCH/readonly/bootstrap.bpf.c" "$SCRATCH/readonly/bootstrap.h" >/dev/null
	ecc "$SCRATCH/readonly/bootstrap.bpf.c" >"$SCRATCH/log" 2>&1
	check "outputs that cannot be written are named" contains "$SCRATCH/log" 'Read-only file system'
else
	leave_out "no full disk and no read-only tree: mounting a tmpfs fails here"
fi
done_testing
