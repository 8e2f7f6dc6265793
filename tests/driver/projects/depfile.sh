#!/usr/bin/env bash
# What ecc -MD writes: all that clang read and no more, and make and ninja understand it, whatever
# the files are called.  depfile.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
need_kernel_btf
export XDG_CACHE_HOME=$SCRATCH/cache
sources=$SOURCE_DIR/tests/driver/projects/sources
unset TMPDIR
ecc=$(readlink -f "$(command -v ecc)")

# The prerequisites, one a line, without escapes.
prerequisites() { sed -n '2,/[^\\]$/p' "$1" | sed 's/^  //; s/ \\$//; s/\\\([ #]\)/\1/g; s/\$\$/$/g'; }

# Only what is named is there, besides what clang says that it reads.
cp -r "$sources" "$SCRATCH/plain"
cd "$SCRATCH/plain" || exit
check "ecc -MD" ecc -o out first.bpf.c first.h -MD >/dev/null
prerequisites out/first.d >"$SCRATCH/all"
# shellcheck disable=SC2046
clang -M -target bpf -D__TARGET_ARCH_x86 $(printf -- '-idirafter %s ' "/usr/include/$(uname -m)-linux-gnu" "$XDG_CACHE_HOME"/ecc/vmlinux/*) first.bpf.c |
	tr -d '\\' | tr -s ' \n' '\n' | grep -v ':$\|vmlinux.h$\|^$' >"$SCRATCH/clang"
printf '%s\n' /sys/kernel/btf/vmlinux "$ecc" >>"$SCRATCH/clang"
check "the files that clang reads, the kernel's BTF and ecc" diff <(sort "$SCRATCH/clang") <(sort "$SCRATCH/all")
check "every output is a target" [ "$(head -1 out/first.d)" = "out/first.bpf.o out/first.wasm.h out/first.skel.h out/first.skel.json out/package.json: \\" ]

ecc -n -y -o out first.bpf.c first.h --wasm app.c -MD -MF other.d -MP >/dev/null
check "other outputs are, too" contains other.d "out/first.bpf.o out/first.wasm.h out/first.skel.h out/first.skel.yaml out/first.wasm: \\"
prerequisites other.d | sed 's,^\./,,' >"$SCRATCH/all"
for file in app.c message.h "$(dirname "$ecc")/../include/ecc/bpf/libbpf.h" "$(dirname "$ecc")/../include/ecc/guest-start.s"; do
	check "a guest needs $(basename "$file")" grep -qx "$(realpath --relative-base=. "$file")" "$SCRATCH/all"
done
check "-MP names each but the source" diff <(sed 1d "$SCRATCH/all") <(sed -n 's,^\./,,; s/:$//p' other.d)
for ours in /tmp/ecc cache skel.h; do check "what is ours is not named: $ours" lacks "$SCRATCH/all" "$ours"; done

# Without a cache vmlinux.h is in a temporary directory; from another kernel's BTF, that is named.
cp /sys/kernel/btf/vmlinux kernel.btf
env -u HOME -u XDG_CACHE_HOME "$ecc" -o out --btf kernel.btf first.bpf.c -MD -MF btf.d >/dev/null
check "--btf FILE is named" grep -qx kernel.btf <(prerequisites btf.d)
check "the kernel's is not" lacks btf.d vmlinux

ecc -o out --header-only first.h -MD >/dev/null
check "a header alone" contains out/first.d "out/first.skel.json out/package.json: \\"

# Names that make takes for something else.
mkdir "$SCRATCH/a b#c\$d" && cd "$SCRATCH/a b#c\$d" || exit
cp -r "$sources/." .
mkdir 'h #$'
mv common.h 'h #$/com mon.h'
mv first.h 'fi#r$ st.h'
sed 's,"common.h","h #$/com mon.h",; s,"first.h","fi#r$ st.h",' first.bpf.c >'f $#i.bpf.c'
check "odd names" ecc -o 'o $#u' 'f $#i.bpf.c' 'fi#r$ st.h' -MD -MF dep -MT stamp >/dev/null
printf 'include dep\nstamp:\n\ttouch stamp\n' >Makefile
printf 'rule ecc\n command = touch stamp\n depfile = dep\nbuild stamp: ecc\n' >build.ninja
for header in 'h #$/com mon.h' 'fi#r$ st.h' 'f $#i.bpf.c'; do
	ninja >"$SCRATCH/log"
	check "make knows all of them" make -q stamp
	check "ninja does" grep -q 'no work to do' <(ninja -n)
	sleep 0.02
	touch "$header"
	check "make sees a change of '$header'" eval 'make -q stamp; [ $? = 1 ]'
	check "ninja does" grep -q '\[1/1\]' <(ninja -n)
done
ecc -o 'o $#u' 'f $#i.bpf.c' -MD -MF quoted -MQ 'o $#u/x' >/dev/null
check "-MQ quotes" contains quoted 'o\ $$\#u/x: \'

# A line break cannot be written; then nothing is.
newline=$(printf 'a\nb')
mkdir "$newline"
cp second.bpf.c "$newline"
check "a line break is refused" eval '! ecc -o nothing -DFIRST_RUN=1 "$newline/second.bpf.c" -MD 2>"$SCRATCH/err" >&2'
check "with the reason" contains "$SCRATCH/err" "there is a line break in it"
check "before anything is written" [ -z "$(ls nothing 2>/dev/null)" ]
check "without -MD it is none" ecc -o nothing -DFIRST_RUN=1 "$newline/second.bpf.c" >/dev/null
# Nor what make would run.
cp 'h #$/com mon.h' 'x;touch obeyed'
sed 's,h #$/com mon.h,x;touch obeyed,' 'f $#i.bpf.c' >named.bpf.c
check "a recipe in a header's name is refused" eval '! ecc -o nothing named.bpf.c -MD 2>"$SCRATCH/err" >&2'
check "with the character" contains "$SCRATCH/err" "make takes the ';' in it for its own"
check "a depfile that cannot be written is an error" eval '! ecc -o more -DFIRST_RUN=1 second.bpf.c -MD -MF /nowhere/x.d 2>"$SCRATCH/err" >&2'
check "with its name" contains "$SCRATCH/err" "cannot write '/nowhere/x.d'"
check "and nothing is half done" [ -z "$(ls more 2>/dev/null)" ]
check "a depfile does not replace the source" eval '! ecc -o more -DFIRST_RUN=1 second.bpf.c -MD -MF second.bpf.c 2>"$SCRATCH/err" >&2'
check "which is there" contains second.bpf.c SEC
done_testing
