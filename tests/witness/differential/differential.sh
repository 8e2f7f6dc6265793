#!/usr/bin/env bash
# Independent witnesses for the golden cases: libbpf's names, clang's own record layouts, and
# the full circle header -> BPF object -> BTF.  differential.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"

# "struct event 1344 0 32 64 ...": size and field offsets in bits, of each named record.
record_layouts() {
	awk '/^Type: (struct|union) [A-Za-z_0-9]+$/ { name = $2 " " $3 }
		/Size:/ && name != "" { sub(/.*Size:/, ""); size = $1 }
		/FieldOffsets:/ && name != "" { gsub(/.*\[|\].*|,/, ""); print name, size, $0; name = "" }'
}
# Every record of the BPF side stands in the wasm32 header with the same size, and each of its
# members' offsets is one of the header's, which has the paddings besides.
same_layouts() { # bpf, wasm
	awk 'NR == FNR { wasm[$1 " " $2] = " " $0 " "; next }
		{ name = $1 " " $2; if (!(name in wasm)) next
		  split(wasm[name], w, " "); compared++
		  if (w[3] != $3) { print name ": size " $3 " for BPF, " w[3] " for wasm32"; bad = 1 }
		  rest = wasm[name]; sub(/^ [^ ]+ [^ ]+ [^ ]+/, "", rest)
		  for (i = 4; i <= NF; i++) if (index(rest, " " $i " ") == 0) { print name ": no member at bit " $i; bad = 1 } }
		END { print compared + 0 " records compared"; exit bad || compared == 0 }' "$2" "$1"
}

# The newest compiler: those before clang 15 do not tell the sign of enums.
clang=$(wasm_clangs | awk '{ print $NF }')
for case in "$SOURCE_DIR"/tests/golden/*/; do
	[ -f "$case/prog.bpf.c" ] || continue
	name=$(basename "$case")
	out=$SCRATCH/$name
	header=
	[ -f "$case/prog.h" ] && header=$case/prog.h
	ecc -c $clang -n -o "$out" "$case/prog.bpf.c" $header >"$SCRATCH/log" 2>&1 || { fail "$name: ecc"; cat "$SCRATCH/log"; continue; }

	if [ $name = struct-ops-link ] && ! pkg-config --atleast-version=1.3 libbpf; then
		echo "$name: libbpf before 1.3 does not know the section .struct_ops.link"
	else
		check "$name: libbpf's maps and programs" env ECC_TEST_OBJECT="$out/prog.bpf.o" libbpf_test \
			--gtest_filter=Libbpf.AgreesOnTheNames* --gtest_brief=1
	fi

	circle_source prog.wasm.h "$out/prog.wasm.h" >"$out/circle.c"
	check "$name: the header compiles for BPF" $clang -target bpf -ffreestanding -g -c "$out/circle.c" -o "$out/circle.o"
	# Reserved words and libc's names are other names in the header, and a program may share no
	# type: there is nothing to compare.
	grep -q circle_ "$out/circle.c" || continue
	case $name in
	reserved-names | members-named-like-types | maps) ;;
	*) check "$name: full circle" diff_layouts "$out/circle.o" "$out/prog.bpf.o" >"$SCRATCH/log" || cat "$SCRATCH/log" ;;
	esac

	[ -n "$header" ] || continue
	grep -q '^struct\|^union' "$case/prog.h" || continue
	case $name in reserved-names | hash-if-and-comments | header-*) continue ;; esac
	records=$(sed -n 's/^\(struct\|union\) \([a-z_0-9]*\) {.*/sizeof(\1 \2)/p' "$case/prog.h" | paste -sd+)
	printf '#include "%s"\nunsigned long use = %s;\n' "$case/prog.h" "$records" >"$out/native.c"
	printf '#include "%s"\nunsigned long use = %s;\n' "$out/prog.wasm.h" "$records" >"$out/guest.c"
	$clang -target bpf -fsyntax-only -Xclang -fdump-record-layouts-simple "$out/native.c" | record_layouts >"$out/native"
	$clang --target=wasm32 -ffreestanding -fsyntax-only -Xclang -fdump-record-layouts-simple "$out/guest.c" | record_layouts >"$out/guest"
	check "$name: clang's record layouts" same_layouts "$out/native" "$out/guest" >"$SCRATCH/log" || cat "$SCRATCH/log"
done
done_testing
