#!/usr/bin/env bash
# The running kernel's whole BTF: every named record is built, checked, compiled for wasm32,
# and compared with what clang makes of the header for BPF.  torture.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
need_kernel_btf
btf=/sys/kernel/btf/vmlinux
header=$SCRATCH/all.h

check "every named record passes Build and Check" btfgen header --all $btf -o "$header"
records=$(grep -c '^ECC_ASSERT_SIZE(' "$header")
echo "$records records and typedefs, $(grep -c '^ECC_ASSERT_OFFSET(' "$header") offsets asserted"
check "there are thousands of records" [ "$records" -gt 3000 ]
for clang in $(wasm_clangs); do
	for language in "c -std=c11" "c++ -std=c++17"; do
		check "$clang, $language" $clang --target=wasm32 -Wall -Wextra -Werror -fsyntax-only -x $language "$header"
	done
done

# Full circle: the header's own types, compiled for BPF, are what the kernel's BTF says.
{
	echo "#include \"$header\""
	sed -n 's/^ECC_ASSERT_SIZE(\(.*\), [0-9]*, [0-9]*);/\1/p' "$header" | awk '{ print $0 " *circle_" NR ";" }'
} >"$SCRATCH/circle.c"
# The newest compiler: those before clang 15 do not tell the sign of enums.
clang=$(wasm_clangs | awk '{ print $NF }')
check "the header compiles for BPF" $clang -target bpf -ffreestanding -g -c "$SCRATCH/circle.c" -o "$SCRATCH/circle.o"
check "full circle" diff_layouts $btf "$SCRATCH/circle.o"

# vmlinux.h has every record at its size.
check "vmlinux.h" btfgen vmlinux $btf -o "$SCRATCH/vmlinux.h"
check "vmlinux.h compiles" clang -target bpf -Wall -Werror -fsyntax-only -x c "$SCRATCH/vmlinux.h"
{
	echo "#include \"$SCRATCH/vmlinux.h\""
	btfgen json --all $btf | record_sizes
} >"$SCRATCH/sizes.c"
check "sizes were found" [ "$(grep -c _Static_assert "$SCRATCH/sizes.c")" -gt 3000 ]
check "vmlinux.h has the kernel's sizes" clang -target bpf -ferror-limit=5 -fsyntax-only "$SCRATCH/sizes.c"
done_testing
