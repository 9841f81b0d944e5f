#!/usr/bin/env bash
# Installs what building and testing need on Debian 12, and nothing when it is all there already.
# Usage: deploy/install-build-packages.sh [--with PACKAGE...]      other packages besides
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache git ca-certificates
  libboost-dev libsimdjson-dev libconcurrentqueue-dev libspdlog-dev libyaml-cpp-dev libssl-dev
  libgtest-dev libgmock-dev zlib1g-dev openssl
)

if [ "${1:-}" = --with ]; then
  shift
  packages+=("$@")
fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "These packages are missing: ${missing[*]}" >&2
    echo "Install them as root (apt-get install ${missing[*]}) and start again." >&2
    exit 1
  }
  as_root=(sudo)
fi

echo "Installing with apt: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { "${as_root[@]}" apt-get update -q && "${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "apt could not install the packages above; see its last lines." >&2
  exit 1
fi
