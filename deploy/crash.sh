#!/usr/bin/env bash
# Installs what is missing, builds, and kills daemons at random moments against exchanges of their
# own until KILLS have died; the exchanges' records say whether anything was done twice.
# Usage: deploy/crash.sh [KILLS [PAIRS [SEED]]]      default: 500 kills, 4 pairs, seed 1000
#   A line every ten seconds, a summary at the end; exit code 0: nothing was found.
#   HEDGED_PRESET=asan runs it under the address and undefined-behaviour sanitizers.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${HEDGED_PRESET:-dev}
./deploy/build.sh "$preset" hedged hedgectl hedged-exchange crash_run
exec "./build/$preset/bin/crash_run" "$@"
