#!/usr/bin/env bash
# The Debian package: what it says, what it holds, and that its programs run from where it is
# unpacked.  deb.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
for tool in cpack dpkg-deb dpkg-shlibdeps make pkg-config; do
	command -v $tool >/dev/null || skip "there is no $tool: cmake/setup.sh test installs it"
done
PATH=${PATH#"$BUILD_DIR/btfgen:$BUILD_DIR/ecc:$BUILD_DIR/loader:$BUILD_DIR/tests:"}
# CMake makes directories by the umask.
(umask 022 && cd "$SCRATCH" && cpack --config "$BUILD_DIR/CPackConfig.cmake" -B "$SCRATCH/deb") >"$SCRATCH/log" 2>&1 || { cat "$SCRATCH/log"; exit 1; }
deb=$(echo "$SCRATCH"/deb/*.deb)
version=$(sed -n 's/^project(ecc VERSION \([0-9.]*\).*/\1/p' "$SOURCE_DIR/CMakeLists.txt")
check "its name" [ "$(basename "$deb")" = "ecc_${version}_$(dpkg --print-architecture).deb" ]

field() { dpkg-deb -f "$deb" "$1" | tr ',' '\n' | sed 's/^ *\([^ ]*\).*/\1/'; }
check "its version" [ "$(field Version)" = "$version" ]
for package in clang libbpf-dev libc6 libelf1 libbpf1 libstdc++6; do
	# Some releases append t64.
	check "it depends on $package" eval 'field Depends | sed "s/t64\$//" | grep -qxF -- "$package"'
done
check "it depends on the libclang that it is linked with" eval 'field Depends | grep -q ^libclang1'
for package in wasi-libc lld libclang-rt-dev-wasm32 libc++-dev-wasm32; do
	check "it recommends $package" eval 'field Recommends | grep -qx -- "$package"'
done

dpkg-deb -c "$deb" >"$SCRATCH/contents"
for file in bin/ecc bin/btfgen bin/ecli include/ecc/libbpf-wasm.h include/ecc/bpf/libbpf.h include/ecc/guest-start.s \
	lib/cmake/ecc/eccConfig.cmake lib/cmake/ecc/EccAddBpf.cmake share/ecc/ecc.mk share/pkgconfig/ecc.pc \
	share/doc/ecc/copyright share/ecc/templates/skeleton.h.in; do
	check "it holds $file" contains "$SCRATCH/contents" " ./usr/$file"
done
check "everybody may read it" eval '! awk "{ print substr(\$1, 8) }" "$SCRATCH/contents" | grep -v "^r"'
check "everything is root's" eval '! grep -v " root/root " "$SCRATCH/contents"'
check "nothing lies outside of /usr" eval '! awk "{ print \$6 }" "$SCRATCH/contents" | grep -v "^\./usr/"'
dpkg-deb -x "$deb" "$SCRATCH/root"
check "nothing names the machine that built it" eval '! grep -rlF -- "$SOURCE_DIR" "$SCRATCH/root"'
check "its programs are stripped" eval '! readelf -S "$SCRATCH/root/usr/bin/ecc" | grep -qF .debug_info'

root=$SCRATCH/root/usr
check "ecc runs from there" [ "$("$root/bin/ecc" --version)" = "ecc $version" ]
check "btfgen runs from there" eval '"$root/bin/btfgen" --version >/dev/null'
if [ -r /sys/kernel/btf/vmlinux ]; then
	export PKG_CONFIG_PATH=$root/share/pkgconfig XDG_CACHE_HOME=$SCRATCH/cache
	check "ecc init" "$root/bin/ecc" init "$SCRATCH/trace" >/dev/null
	check "make, with what it unpacked" make -C "$SCRATCH/trace" >"$SCRATCH/log" 2>&1 || tail -20 "$SCRATCH/log"
	if [ "$(id -u)" = 0 ]; then
		check "make check" make -C "$SCRATCH/trace" check >"$SCRATCH/log" 2>&1 || tail -20 "$SCRATCH/log"
		check "an engine is found" eval 'timeout -s TERM 2 "$root/bin/ecli" run "$SCRATCH/trace/out/trace/trace.wasm" >"$SCRATCH/log" 2>&1; contains "$SCRATCH/log" FILENAME'
	fi
fi
done_testing
