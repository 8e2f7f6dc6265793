#!/usr/bin/env bash
# ecc as a driver: the cache, odd paths, bad surroundings, several at once, the same bytes anywhere.
# driver.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
need_kernel_btf
export XDG_CACHE_HOME=$SCRATCH/cache
cd "$SCRATCH" || exit 1
cat >prog.bpf.c <<'C'
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "prog.h"
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");
SEC("tp/sched/sched_process_exec") int on_exec(void *context)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct event event = { .pid = BPF_CORE_READ(task, real_parent, tgid) };
	bpf_ringbuf_output(&events, &event, sizeof(event), 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
C
printf 'struct event {\n\tint pid;\n};\n' >prog.h
refused() { # exit code, text in the message, command...
	local code=$1 text=$2
	shift 2
	"$@" >log 2>&1
	[ $? = "$code" ] && contains log "$text"
}
only_stays() { # directory, names that may be there
	[ "$(ls -A "$1" | tr '\n' ' ')" = "$2" ] || { ls -A "$1"; return 1; }
}

# The same bytes as with the whole header, which -v shows to be unneeded.
check "compiles" ecc -v -o cut prog.bpf.c prog.h >log 2>&1
check "is cut" contains log "/ecc-vmlinux/vmlinux.h;"
check "at once" lacks log "once more"
check "whole" ecc --whole-vmlinux -o whole prog.bpf.c prog.h >log
check "the same" diff -r cut whole

# Where a program pastes together what it needs out of numbers and words that nobody writes, the
# whole header is taken.
sed 's/real_parent, tgid/real_parent, P(tg, id)/; 3a #define P_(a, b) a##b\n#define P(a, b) P_(a, b)' prog.bpf.c >paste.bpf.c
check "pasted" ecc -n -o more paste.bpf.c prog.h >log
cat >macro.bpf.c <<'C'
#include <vmlinux.h>
#define OF(name) struct name *
#define KIND(x) enum bpf_##x
int size = sizeof(*(OF(task_struct))0);
KIND(map_type) kind;
C
check "tags by macros" ecc -n -o more macro.bpf.c >log
check "tags by macros, whole" ecc -n -o whole --whole-vmlinux macro.bpf.c >log
check "the same tags" cmp more/macro.bpf.o whole/macro.bpf.o

# A vmlinux.h of the tree, made by another tool, is cut and wins; one with an error is reported
# where it lies.
if command -v bpftool >/dev/null; then
	mkdir include
	bpftool btf dump file /sys/kernel/btf/vmlinux format c >include/vmlinux.h
	check "bpftool's" ecc -v -Iinclude -n -o other prog.bpf.c prog.h >log 2>&1
	check "bpftool's is cut" contains log "include/vmlinux.h;"
	check "bpftool's gives the same" cmp other/prog.bpf.o cut/prog.bpf.o
	sed -i 's/^struct task_struct {/struct task_struct { struct nothing_at_all x;/' include/vmlinux.h
	check "an error in it" refused 1 "include/vmlinux.h:" ecc -Iinclude -n -o other prog.bpf.c prog.h
else
	leave_out "there is no bpftool"
fi

# The cache is believed only as far as it is whole and ours.
cached=$(find cache -name vmlinux.h)
check "one header is cached" [ -s "$cached" ]
cp "$cached" whole.h
for poison in "truncate -s 100000" "sed -i s/__u32/__u64/" "truncate -s 0" "rm"; do
	$poison "$cached"
	check "$poison damages it" eval '! cmp -s "$cached" whole.h'
	check "after $poison" ecc -o again prog.bpf.c prog.h >log
	check "after $poison: the same" diff -r cut again
	check "after $poison: made again" cmp "$cached" whole.h
	rm -r again
done
# One that is whole is left alone.
before=$(stat -c '%i %y' "$cached")
check "with a whole one" ecc -o again prog.bpf.c prog.h >log
check "a whole one is not made again" [ "$(stat -c '%i %y' "$cached")" = "$before" ]
chmod g+w cache/ecc
check "others may write" refused 0 "others may write to it" ecc -o again prog.bpf.c prog.h
chmod g-w cache/ecc
if [ "$(id -u)" = 0 ]; then
	chown -R nobody cache/ecc
	check "another's cache" refused 0 "it is not yours" ecc -o again prog.bpf.c prog.h
	chown -R root cache/ecc
	mkdir tiny
	if mount -t tmpfs -o size=64k none tiny 2>/dev/null; then
		CLEANUP+=("umount $SCRATCH/tiny")
		check "a full cache" env XDG_CACHE_HOME="$SCRATCH/tiny" "$BUILD_DIR/ecc/ecc" -o again prog.bpf.c prog.h >log
		check "a full cache keeps nothing" eval '[ -z "$(find tiny -name "vmlinux*" -type f)" ]'
		head -c 40000 /dev/zero >tiny/fill
		check "a full disk" refused 1 "No space left" ecc -o tiny/out prog.bpf.c prog.h
		check "a full disk keeps nothing" eval '[ -z "$(find tiny/out -type f)" ]'
		mount -o remount,ro tiny
		check "a read-only cache" env XDG_CACHE_HOME="$SCRATCH/tiny" "$BUILD_DIR/ecc/ecc" -o again prog.bpf.c prog.h >log
		check "a read-only place" refused 1 "Read-only file system" ecc -o tiny/new prog.bpf.c prog.h
	else
		leave_out "cannot mount a tmpfs"
	fi
fi
check "no cache at all" env -u XDG_CACHE_HOME -u HOME "$BUILD_DIR/ecc/ecc" -o again prog.bpf.c prog.h >log
check "no more than a few kernels" eval 'mkdir -p cache/ecc/vmlinux/{1,2,3,4,5,6,7,8,9} && rm "$cached" && ecc -o again prog.bpf.c prog.h >log && [ "$(ls cache/ecc/vmlinux | wc -l)" = 8 ]'

# Eight at once, with nothing in the cache.
rm -rf cache
for i in 1 2 3 4 5 6 7 8; do ecc -o "many/$i" prog.bpf.c prog.h >"log$i" 2>&1 & done
wait
for i in 1 2 3 4 5 6 7 8; do check "one of eight" cmp "many/$i/prog.bpf.o" cut/prog.bpf.o || cat "log$i"; done
check "eight to one directory" eval 'for i in 1 2 3 4 5 6 7 8; do ecc -o same prog.bpf.c prog.h >"log$i" 2>&1 & done; wait; diff -r same cut'

# Odd paths.
for name in "with blank" "quote's" 'quo"te' $'new\nline' "süß" 'dollar$x' "a;b"; do
	mkdir "$name"
	cp prog.bpf.c prog.h "$name"
	if [ "$name" = "a;b" ]; then
		check "$name" refused 1 "cannot take a path with ';'" ecc -o odd "$name/prog.bpf.c" "$name/prog.h"
	else
		check "$name" ecc -o odd "$name/prog.bpf.c" "$name/prog.h" >log 2>&1 || cat log
		check "$name: the same" cmp odd/prog.bpf.o cut/prog.bpf.o
		check "$name: as output" ecc -o "$name/out" prog.bpf.c prog.h >log 2>&1
	fi
done

# Bad sources.
check "a header" refused 2 "is a header" ecc prog.h
check "a directory" refused 1 "not a regular file" ecc "with blank"
check "a device" refused 1 "/dev/zero" ecc /dev/zero
echo '#include "loop.h"' | tee loop.h >loop.bpf.c
check "a header loop" refused 1 "nested too deeply" ecc -o bad loop.bpf.c
{ cat prog.bpf.c; for i in $(seq 250000); do echo "extern int declared_$i; /* a long line to fill */"; done; } >big.bpf.c
check "10 MB of source" ecc -o odd big.bpf.c prog.h >log
check "nothing stays" eval '[ -z "$(find bad -type f 2>/dev/null)" ]'

# clang that is killed on its way leaves nothing, neither among the outputs nor in /tmp.
mkdir temporary
printf '#!/bin/sh\nkill -9 $$\n' >killed-clang && chmod +x killed-clang
check "a killed clang" refused 1 "does not compile (clang's exit code is 137)" env TMPDIR="$SCRATCH/temporary" "$BUILD_DIR/ecc/ecc" -c ./killed-clang -o killed prog.bpf.c prog.h
check "nothing of it" only_stays temporary ""
check "no output" eval '[ -z "$(find killed -type f 2>/dev/null)" ]'

# So does Ctrl-C.
printf '#!/bin/sh\nsleep 20\n' >slow-clang && chmod +x slow-clang
for signal in INT TERM; do
	TMPDIR=$SCRATCH/temporary setsid env --default-signal=INT "$BUILD_DIR/ecc/ecc" -c ./slow-clang -o killed prog.bpf.c prog.h >log 2>&1 &
	sleep 0.5
	check "at work" eval '[ -n "$(ls temporary)" ]'
	kill -$signal -- -$! 2>/dev/null || pkill -$signal -f "$SCRATCH.*slow-clang"
	wait $!
	check "dies of SIG$signal" [ $? = $((128 + $(kill -l $signal))) ]
	check "SIG$signal: nothing stays" only_stays temporary ""
done

# The same bytes in another directory, at another time, for another umask, locale, user and cache.
mkdir -p deeper/and/deeper && cp prog.bpf.c prog.h deeper/and/deeper
check "elsewhere" eval '(cd deeper/and/deeper && umask 077 && LC_ALL=C.UTF-8 TZ=Asia/Tokyo SOURCE_DATE_EPOCH=1 XDG_CACHE_HOME=$SCRATCH/deeper/cache \
	TMPDIR=$SCRATCH/temporary ecc -o "$SCRATCH/elsewhere" "$PWD/prog.bpf.c" prog.h >"$SCRATCH/log")'
check "elsewhere: the same" diff -r elsewhere cut
check "--verify-reproducible" refused 0 "reproducible: 5 files are the same" ecc --verify-reproducible -o twice prog.bpf.c prog.h
check "--verify-reproducible, absolute" refused 0 "5 files are the same" ecc --verify-reproducible -o twice "$PWD/prog.bpf.c" "$PWD/prog.h" -- -I"$PWD"
check "nothing of the second build is shown" lacks log elsewhere/
printf 'const char when[] = __FILE__ __TIME__;\n' >when.bpf.c
check "what is not reproducible" refused 1 "'twice/when.bpf.o' is not reproducible" ecc --verify-reproducible -n -o twice when.bpf.c
check "the package names its tools" eval "python3 -c 'import json; t = json.load(open(\"twice/package.json\"))[\"meta\"][\"ecc\"][\"tools\"]; assert len(t[\"ecc\"][\"sha256\"]) == 64 and len(t[\"kernel_btf\"][\"sha256\"]) == 64 and \"clang version\" in t[\"clang\"][\"version\"], t'"
done_testing
