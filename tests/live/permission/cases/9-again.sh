# What somebody found who looked for a way around: each is refused, and the loader lives.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are those of permission.sh
again() { # name, words
	build "$1" again "-D${1^^}"
	refuses "$1, package" "$2" ecli run "$(package "$1")"
	guest refuses "$1" "$2" "$1" -- load attach one ""
}
again struct_ops_map "map 'ops' is a struct_ops"
again long_specs "map '__bpf_usdt_specs' is not as <bpf/usdt.bpf.h> has it"
build path again -DPATH
words="cannot attach program 'one' (SEC(\"tp/../../../../tmp/y\"))"
refuses "path, package" "$words" ecli run "$(package path)"
guest goes "path" path -- load attach one ""
check "path, guest: says it" contains "$err" "$words"
again handed "'one' runs loops within loops, which nothing can end"
if grep -qw bpf_iter_bits_new /proc/kallsyms; then
	build bits again -DBITS
	words="'one' calls bpf_iter_bits_new"
	refuses "bits, package" "$words" ecli run --deny-inspect "$(package bits)"
	guest refuses "bits" "$words" bits --deny-inspect -- load
fi

# libbpf calls itself for each function that calls the next.
python3 - "$SCRATCH/chain.c" <<-'END'
	import sys
	count = 9000
	with open(sys.argv[1], "w") as out:
	    print("long x; char LICENSE[] __attribute__((section(\"license\"), used)) = \"GPL\";", file=out)
	    print("static __attribute__((noinline)) int f0(int a) { return a + x; }", file=out)
	    for i in range(1, count):
	        print(f"static __attribute__((noinline)) int f{i}(int a) {{ return f{i-1}(a) + x; }}", file=out)
	    print(f"__attribute__((section(\"syscall\"), used)) int one(void *c) {{ return f{count-1}(1); }}", file=out)
END
check "a long chain compiles" clang -g -O1 -target bpf -c "$SCRATCH/chain.c" -o "$SCRATCH/chain.bpf.o"
check "a long chain is packaged" ecc -o "$SCRATCH/chain" "$SCRATCH/chain.bpf.o" >/dev/null
for verb in run check inspect; do
	refuses "a long chain of calls, $verb" "functions, more than 8192" ecli $verb "$(package chain)"
done
