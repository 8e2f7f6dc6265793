#!/usr/bin/env bash
# The BTF of other kernels, from Debian's packages, into a cache that torture.sh looks into.
#   fetch_kernels.sh BUILD_DIR        (ECC_KERNELS names another directory than the cache)
# Needs apt and the network.  What is there already is left alone.
set -uo pipefail
build=$(cd "${1:?build directory}" && pwd)
kernels=${ECC_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/ecc/kernels}
mkdir -p "$kernels"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
command -v apt-get >/dev/null || { echo "there is no apt-get: no other kernels"; exit 1; }

# A package of any release and architecture, without touching the machine's own lists.
fetch() { # suite, architecture, metapackage
	local root=$scratch/$1-$2
	mkdir -p "$root"/{lists/partial,cache/archives/partial}
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $1 main" >"$root/sources"
	local options=(-qq -o APT::Architecture="$2" -o APT::Architectures::="$2" -o Dir::State::Lists="$root/lists"
		-o Dir::Cache="$root/cache" -o Dir::Etc::SourceList="$root/sources" -o Dir::Etc::SourceParts=/dev/null
		-o Dir::State::status=/dev/null -o Acquire::Languages=none -o APT::Sandbox::User=root)
	cd "$root" && apt-get "${options[@]}" update || return 1
	local image
	image=$(apt-cache "${options[@]}" show "$3" | sed -n 's/^Depends: \(linux-image-[^ ,]*\).*/\1/p' | head -1)
	[ -n "$image" ] && apt-get "${options[@]}" download "$image" && dpkg-deb -x ./*.deb "$root/files"
}

# A boot image is a loader with the compressed kernel somewhere behind it.
uncompressed() { # image
	local magic at
	cat "$1"
	while read -r magic program; do
		for at in $(LC_ALL=C grep -obaP "$magic" "$1" | cut -d: -f1 | head -20); do
			tail -c +$((at + 1)) "$1" | $program 2>/dev/null
		done
	done <<'END'
\x1f\x8b\x08\x00 gzip -dc
\xfd7zXZ\x00 xz -dc --single-stream
\x28\xb5\x2f\xfd zstd -dc
\x02\x21\x4c\x18 lz4 -dc
END
	# Most of what looks like a magic number is none.
	true
}

status=0
while read -r name suite architecture package; do
	[ -s "$kernels/$name.btf" ] && continue
	if fetch "$suite" "$architecture" "$package" >"$scratch/log" 2>&1 &&
		uncompressed "$scratch/$suite-$architecture"/files/boot/vmlinu[xz]-* | "$build/tests/find_btf" >"$scratch/btf"; then
		mv "$scratch/btf" "$kernels/$name.btf"
		echo "$name: $(stat -c %s "$kernels/$name.btf") bytes of BTF"
	else
		echo "$name: cannot be fetched: $(tail -1 "$scratch/log")"
		status=1
	fi
done <<'END'
amd64-6.1 bookworm amd64 linux-image-cloud-amd64
arm64-6.12 trixie arm64 linux-image-cloud-arm64
s390x-6.12 trixie s390x linux-image-s390x
END
exit $status
