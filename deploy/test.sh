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
ctest --preset "$preset" --parallel "$(nproc)" "$@"
