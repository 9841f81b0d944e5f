#!/usr/bin/env bash
# Installs what is missing, builds the release and hedges a short-gamma BTC options book on the
# embedded exchange, through the recorded fall of 3-6 February 2026.
# Usage: deploy/paper.sh [--for 60s] [--speed N] [any other option of `hedged run`]
#   --for D     end by itself after D with the summary (otherwise: Ctrl-C)
#   --speed N   market time runs N times faster than real time (default 3600: the 55 hours of the
#               fall take about a minute); ages, time-outs and rate limits stay in real time
set -euo pipefail
cd "$(dirname "$0")/.."
./deploy/build.sh release hedged hedgectl hedged-exchange
exec ./build/release/bin/hedged run --config config/paper.yaml --watch "$@"
