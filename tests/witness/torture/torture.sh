#!/usr/bin/env bash
# The whole BTF of the running kernel, and of others of other releases and architectures: every
# named record is built, checked, compiled for wasm32, and compared with what clang makes of the
# header for BPF.  torture.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
need_kernel_btf
# Other kernels are there when fetch_kernels.sh has been run; tests/run.sh does.
others=${ECC_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/ecc/kernels}
btf=/sys/kernel/btf/vmlinux

# Every named record of a kernel: built, checked, compiled, and back again.
torture() { # name, BTF
	local header=$SCRATCH/all.h records clang language
	check "$1: every named record passes Build and Check" btfgen header --all "$2" -o "$header" || return
	records=$(grep -c '^ECC_ASSERT_SIZE(' "$header")
	echo "$1: $records records and typedefs, $(grep -c '^ECC_ASSERT_OFFSET(' "$header") offsets asserted"
	check "$1: there are thousands of records" [ "$records" -gt 3000 ]
	for clang in $(wasm_clangs); do
		for language in "c -std=c11" "c++ -std=c++17"; do
			check "$1: $clang, $language" $clang --target=wasm32 -Wall -Wextra -Werror -fsyntax-only -x $language "$header"
		done
	done

	# Full circle: the header's own types, compiled for BPF, are what the kernel's BTF says.
	circle_source "$header" "$header" >"$SCRATCH/circle.c"
	# The newest compiler: those before clang 15 do not tell the sign of enums.
	clang=$(wasm_clangs | awk '{ print $NF }')
	check "$1: the header compiles for BPF" $clang -target bpf -ffreestanding -g -c "$SCRATCH/circle.c" -o "$SCRATCH/circle.o"
	check "$1: full circle" diff_layouts "$2" "$SCRATCH/circle.o"
}

torture "this kernel" $btf
kernels=1
for other in "$others"/*.btf; do
	[ -s "$other" ] || continue
	torture "$(basename "$other" .btf)" "$other"
	kernels=$((kernels + 1))
done
echo "$kernels kernels; $([ $kernels -ge 4 ] || echo "others come with tests/witness/torture/fetch_kernels.sh")"

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
