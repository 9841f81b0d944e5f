#!/usr/bin/env bash
# Installs what is missing and builds one preset. Usage: deploy/build.sh PRESET [TARGET...]
# Sourced by no one; paper.sh and test.sh call it so that there is one way to build.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift

./deploy/install-build-packages.sh

log=build/$preset.log
mkdir -p build
echo "Configuring ($preset)"
if ! cmake --preset "$preset" >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  exit 1
fi

targets=()
[ $# -eq 0 ] || targets=(--target "$@")
echo "Building ($preset), a few minutes the first time; the full log is $log"
# Ninja's own progress on a terminal; elsewhere a line every tenth of the way.
if [ -t 1 ]; then
  cmake --build "build/$preset" "${targets[@]}" || exit 1
else
  set +e
  cmake --build "build/$preset" "${targets[@]}" 2>&1 | tee -a "$log" | awk '
    match($0, /^\[[0-9]+\/[0-9]+\]/) {
      split(substr($0, 2, RLENGTH - 2), part, "/")
      step = int(part[1] * 10 / part[2])
      if (step > last) { last = step; printf "  %d%%\n", step * 10; fflush() }
      next
    }
    /error|FAILED|warning/ { print; fflush() }'
  status=${PIPESTATUS[0]}
  set -e
  if [ "$status" -ne 0 ]; then
    tail -n 40 "$log" >&2
    exit "$status"
  fi
fi
