#!/usr/bin/env bash
# Diagnostics for machines, and traps that need a certain machine.  diagnostics.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
cd "$SCRATCH"

cat >bad.bpf.c <<'END'
static int f(int a)
{
	if (a = 3)
		return foo;
	struct later x;
	return 0;
}
END
cp bad.bpf.c "ugly name'ä.bpf.c"
sarif() { # arguments of ecc; the results in ./results, the exit code in ./code
	ecc --diagnostics=sarif "$@" >/dev/null 2>document
	echo $? >code
	python3 "$SOURCE_DIR/tests/driver/diagnostics/sarif.py" document >results
}

# Both compilers, and several sources at once.
for clang in clang-14 clang-19; do
	command -v $clang >/dev/null || continue
	check "$clang: SARIF" sarif -c $clang -n -o out bad.bpf.c "ugly name'ä.bpf.c" -Wall
	check "$clang: exit code" [ "$(cat code)" = 1 ]
	check "$clang: the warning" contains results "warning -Wparentheses bad.bpf.c:3"
	check "$clang: the error" contains results "error clang bad.bpf.c:4"
	check "$clang: a URI" contains results "error clang ugly%20name%27%C3%A4.bpf.c:4"
	check "$clang: our own" contains results "error ecc-compile"
	check "$clang: the end" [ "$(tail -1 results)" = failed ]
	# Text says each of clang's lines once, as clang says it.
	$clang -target bpf -g -O2 -c bad.bpf.c -o o.o -Wall 2>plain
	ecc -c $clang -o out bad.bpf.c -Wall 2>ours
	check "$clang: text is clang's" diff plain <(sed '/^ecc: /,$d' ours)
	# So does JSON: as many errors and warnings, and nothing that is no JSON.
	ecc -c $clang -o out bad.bpf.c -Wall --diagnostics=json 2>json
	check "$clang: JSON" python3 -c '
import json, re, sys
lines = [json.loads(line) for line in open("json")]
said = re.findall(r":(\d+):(\d+): (warning|error): ", open("plain").read())
ours = [(str(l["line"]), str(l["column"]), l["level"]) for l in lines if not l["code"].startswith("ecc-")]
assert said and said == ours, (said, ours)
assert lines[-1]["code"] == "ecc-compile", lines[-1]
'
done

echo 'int x;' >good.bpf.c
check "SARIF of nothing" sarif -n -o out good.bpf.c
check "exit code of nothing" [ "$(cat code)" = 0 ]
check "it is good" [ "$(cat results)" = good ]
check "SARIF of a wrong command line" sarif --frobnicate
check "usage" contains results "error ecc-usage"
check "exit code 2" [ "$(cat code)" = 2 ]
check "SARIF of what is run" sarif -v -n -o out good.bpf.c
check "the command is a note" contains results "note ecc-note"
echo 'char LICENSE[] __attribute__((section("license"))) = "GPL"; struct { int (*type)[1]; struct key { char a; long b; } *key; int *value; int (*max_entries)[4]; } map __attribute__((section(".maps")));' >key.bpf.c
check "SARIF of our warning" sarif -n -o out key.bpf.c
check "the warning" contains results "warning ecc-map-key-padding"

# A file name, a type name: nothing of the source breaks the JSON.
printf 'int "\\\x01 \xff;\n' >'qu"ote\.bpf.c'
ecc --diagnostics=json 'qu"ote\.bpf.c' 2>json
check "hostile text stays JSON" python3 -c 'import json; lines = [json.loads(l) for l in open("json")]; assert lines[0]["file"].endswith("qu\"ote\\.bpf.c"), lines'

# The machine.
ecc doctor >table
check "the doctor says yes" [ $? = 0 ]
ecc doctor >again
check "the doctor says the same twice" diff table again
check "clang" grep -q '^ok .*clang ' table
check "its JSON" python3 -c '
import json, subprocess
report = json.loads(subprocess.run(["ecc", "doctor", "--json"], stdout=subprocess.PIPE).stdout)
assert report["can_compile"] is True
table = open("table").read()
for one in report["findings"]:
    assert one["health"] in ("ok", "warn", "missing") and one["found"]
    assert one["subject"] in table and (one["health"] == "ok") == ("remedy" not in one), one
assert len(report["findings"]) >= 20, len(report["findings"])
'
mkdir cache && chmod 777 cache && mkdir -m 777 cache/ecc && chmod 777 cache/ecc
XDG_CACHE_HOME=$PWD/cache ecc doctor >table
check "a cache of others" grep -q '^warn .*cache .*not yours alone' table

# Without BTF of the kernel: an own mount namespace, where it is covered.
if [ "$(id -u)" = 0 ] && [ -d /sys/kernel/btf ] && unshare -m true 2>/dev/null; then
	printf '#include "vmlinux.h"\nint x;\n' >kernel.bpf.c
	unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && ecc -o out kernel.bpf.c' >log 2>&1
	# Where another kernel is installed, its BTF is taken.
	if grep -q error log; then
		check "no BTF is explained" contains log "[ecc-no-kernel-btf]"
		check "its remedy" contains log "CONFIG_DEBUG_INFO_BTF=y"
	fi
	unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && ecc doctor' >table
	check "the doctor sees it" grep -q '^warn .*kernel BTF' table
fi

# The table of GPL-only helpers against the running kernel.
if [ "$(id -u)" = 0 ]; then
	sed -n 's/^    {"\(bpf_[a-z0-9_]*\)".*kGpl.*/\1/p' "$SOURCE_DIR/ecc/check/kernel_helpers.cc" | sort >ours
	sed -n 's/^    {"\(bpf_[a-z0-9_]*\)".*/\1/p' "$SOURCE_DIR/ecc/check/kernel_helpers.cc" >names
	check "the kernel agrees on helpers for the GPL" python3 "$SOURCE_DIR/tests/driver/diagnostics/gpl_helpers.py" names ours
fi
done_testing
