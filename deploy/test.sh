#!/usr/bin/env bash
# Installs what is missing, builds with warnings as errors and runs every test.
# Usage: deploy/test.sh [PRESET] [ctest options]      PRESET: dev (default), asan or tsan
set -euo pipefail
cd "$(dirname "$0")/.."
preset=dev
case "${1:-}" in
  dev | asan | tsan) preset=$1; shift ;;
esac
./deploy/build.sh "$preset"
# One moving line on a terminal; elsewhere what failed, with its output, and the totals.
if [ -t 1 ]; then
  exec ctest --preset "$preset" --parallel "$(nproc)" --progress "$@"
fi
echo "Running the tests ($preset); every result is in build/$preset.tests.log"
status=0
ctest --preset "$preset" --parallel "$(nproc)" "$@" >"build/$preset.tests.log" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
  cat "build/$preset.tests.log"
else
  tail -n 15 "build/$preset.tests.log"
fi
exit "$status"
