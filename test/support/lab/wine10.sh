#!/usr/bin/env bash
# Wine 10 of Debian 13 into FOLDER/root, a system of its own for chroot (1.4 GB; winbind makes its NTLM), a fresh Windows of it (0.8 GB) into FOLDER/prefix, and the Windows build of
# Node that the release has into FOLDER/node; about two minutes once, nothing when they are there. Needs root and debootstrap. Wine 8 of Debian 12 runs no Node that has node:ffi.
set -euo pipefail
folder=$(realpath -m "$1")
node=$(sed -nE 's/^ *"version": "([^"]+)".*/\1/p' release/node.json)
mkdir -p "$folder"
# Two installations at once would write into one folder; the second one finds what the first one made.
exec 9>"$folder/lock"
flock --wait 900 9

# The Windows build, and that of this machine: the licence is in the latter only, and it makes the single-file executable.
fetch() {
  local part=$folder/node/$node.$1.part
  rm -rf "$part" && mkdir -p "$part" "$folder/node/$node"
  (cd "$part" && timeout 300 npm pack --silent "node-$1-x64@$node" >/dev/null && tar xzf node-*.tgz && rm node-*.tgz)
}
if [ ! -e "$folder/node/$node/package/bin/node.exe" ]; then
  fetch win
  rm -rf "${folder:?}/node/$node/package" && mv "$folder/node/$node.win.part/package" "$folder/node/$node/package"
fi
if [ ! -e "$folder/node/$node/LICENSE" ] || [ ! -e "$folder/node/$node/builder" ]; then
  fetch linux
  cp "$folder/node/$node.linux.part/package/LICENSE" "$folder/node/$node/LICENSE"
  mv "$folder/node/$node.linux.part/package/bin/node" "$folder/node/$node/builder"
fi
rm -rf "$folder/node/$node".*.part

# A fresh Windows, which takes longer to make than to copy. Without a network, and nothing of it stays running.
make_windows() {
  local new=$folder/prefix.new
  rm -rf "$new" && mkdir "$new"
  timeout --kill-after 10 600 unshare --mount --net --pid --fork --kill-child bash -euc '
    root=$1 new=$2
    mkdir -p "$root$new"
    mount --bind "$new" "$root$new"
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    in_wine() {
      chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root WINEPREFIX="$new" WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= \
        WINESERVER=/usr/lib/wine/wineserver64 "$@" </dev/null >/dev/null 2>&1
    }
    in_wine /usr/lib/wine/wine64 wineboot --init
    # Node looks at the version of Windows.
    in_wine /usr/lib/wine/wine64 winecfg -v win10
    in_wine /usr/lib/wine/wineserver64 --kill
    in_wine /usr/lib/wine/wineserver64 --wait
  ' bash "$folder/root" "$new"
  mv "$new" "$folder/prefix"
}

# Wine's NTLM is Samba's ntlm_auth.
add_winbind() {
  timeout --kill-after 10 300 unshare --mount --pid --fork --kill-child bash -euc '
    root=$1
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    : >>"$root/etc/resolv.conf"
    mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
    printf "#!/bin/sh\nexit 101\n" >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
    in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@" </dev/null; }
    in_root apt-get update -q -o Acquire::Languages=none
    in_root apt-get install -q --yes --no-install-recommends winbind
  ' bash "$folder/root" >"$folder/winbind.log" 2>&1 || { tail -n 5 "$folder/winbind.log" >&2; return 1; }
  tidy "$folder/root"
}
tidy() { rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/* "$1"/usr/share/{doc,man,locale}; }

if [ -e "$folder/root/usr/lib/wine/wine64" ]; then
  [ -e "$folder/root/usr/bin/ntlm_auth" ] || add_winbind
  [ -e "$folder/prefix/system.reg" ] || make_windows
  exit 0
fi
[ "$(id -u)" -eq 0 ] || { echo "lab: Wine 10 is installed as root" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "lab: debootstrap is missing" >&2; exit 1; }
new=$folder/root.new
rm -rf "$new"
# From the mirror that this machine uses; without one, debootstrap's own.
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $codename" 2>/dev/null | grep -v security | head -n 1 || true)
if ! timeout --kill-after 10 780 debootstrap --variant=minbase --include=wine64,libgssapi-krb5-2,ca-certificates trixie "$new" ${mirror:+"$mirror"} >"$folder/debootstrap.log" 2>&1; then
  tail -n 5 "$folder/debootstrap.log" >&2
  umount "$new/proc" "$new/sys" 2>/dev/null || true
  rm -rf --one-file-system "$new"
  exit 1
fi
tidy "$new"
mv "$new" "$folder/root"
add_winbind
make_windows
