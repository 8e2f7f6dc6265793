#!/usr/bin/env bash
# The Debian package in a fresh system: debootstrap, apt-get install ./ecc.deb, and a first project
# from nothing to a package.  Needs root and the network.  chroot.sh BUILD_DIR
# The release and the mirror are this machine's own.
. "$(dirname "$0")/../../support/lib.sh"
need_root
need_kernel_btf
command -v debootstrap >/dev/null || skip "there is no debootstrap: cmake/setup.sh test installs it"
. /etc/os-release
suite=$VERSION_CODENAME
sources=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' | sort -u)
mirror=$(awk -v suite="$suite" '$2 == suite { print $1; exit }' <<<"$sources")
[ -n "$mirror" ] || skip "apt knows no mirror of $suite"
LC_ALL=C.UTF-8

(cd "$SCRATCH" && cpack --config "$BUILD_DIR/CPackConfig.cmake" -B "$SCRATCH/deb") >"$SCRATCH/log" 2>&1 || { cat "$SCRATCH/log"; exit 1; }

root=$SCRATCH/root
check "debootstrap" debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$SCRATCH/log" 2>&1 || { tail -20 "$SCRATCH/log"; done_testing; }
# Updates and security as here, and how the machine reaches them.
awk '{ print "deb", $1, $2, $3 }' <<<"$sources" >"$root/etc/apt/sources.list"
cp /etc/resolv.conf "$root/etc/" 2>/dev/null
# No service is started in there.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
cp "$SCRATCH"/deb/*.deb "$root/tmp/ecc.deb"

# Each command has the kernel's file systems in a mount namespace of its own, which ends with it: this
# script's cleaning up must never find /sys of the machine below its directory.  They are not bound
# recursively, which would bring cgroups and pinned objects along, and can only be read.
# shellcheck disable=SC2016
mounts='mount -t proc proc "$0/proc" && mount --bind -o ro /sys "$0/sys" && mount --bind -o ro /sys/kernel/tracing "$0/sys/kernel/tracing" && exec chroot "$0" "$@"'
inside() { unshare --mount --propagation private bash -ec "$mounts" "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive bash -ec "$1"; }
check "nothing of it is mounted outside" eval '! inside "exit 1" && ! grep -qF "$root" /proc/self/mountinfo'
logged() { "$@" >"$SCRATCH/log" 2>&1 || { tail -20 "$SCRATCH/log"; return 1; }; }
check "apt-get update" logged inside 'apt-get update'
# What apt installs by default: with what is recommended.
check "the package is installed with what it needs" logged inside 'apt-get install -y /tmp/ecc.deb'
check "and what the project's README names" logged inside 'apt-get install -y --no-install-recommends make pkg-config'
check "ecc runs" logged inside 'ecc --version'
check "ecc init" logged inside 'cd /root && ecc init trace && cd trace && make'
check "the package is checked by this kernel" logged inside 'cd /root/trace && make check'
check "the guest runs" logged inside 'cd /root/trace && timeout --foreground -s INT 2 ecli run out/trace/trace.wasm || [ $? = 124 ]'
check "prints its first line" contains "$SCRATCH/log" FILENAME
check "it is removed" logged inside 'apt-get purge -y ecc && ! command -v ecc && ! test -e /usr/share/ecc'
done_testing
