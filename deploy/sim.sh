#!/usr/bin/env bash
# Builds hedged-sim as desks get it and runs it over many seeds, an hour each, on all cores.
# Usage: [PRESET=dev] deploy/sim.sh [SEEDS] [hedged-sim options]      SEEDS: 150
#   PRESET=dev   the build of the tests, with its assertions; slower, but there when the tests were
set -euo pipefail
cd "$(dirname "$0")/.."
seeds=150
case "${1:-}" in
  '' | -*) ;;
  *) seeds=$1; shift ;;
esac
preset=${PRESET:-release}
./deploy/build.sh "$preset" hedged-sim
start=$(date +%s)
status=0
"./build/$preset/bin/hedged-sim" --seeds "$seeds" --jobs "$(nproc)" --histogram \
  --open tests/sim/seeds/open.txt "$@" || status=$?
echo "$seeds seeds in $(($(date +%s) - start)) s"
exit "$status"
