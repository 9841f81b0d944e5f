#!/usr/bin/env bash
# Builds every fuzz target and runs each for a while, starting from the inputs that are kept.
# Usage: deploy/fuzz.sh [SECONDS_EACH]     (60 when left out)
#   HEDGED_FUZZ_TARGETS="book_builder websocket"   only these
#   JOBS=4   how many targets at a time, and how many compilers (default: all cores but one)
# New inputs go to build/fuzz/inputs/TARGET, what failed to build/fuzz/found/TARGET, logs beside them.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
case "$seconds" in
  '' | *[!0-9]* | 0) echo "usage: deploy/fuzz.sh [SECONDS_EACH], a whole number above 0" >&2; exit 2 ;;
esac
cores=$(nproc)
jobs=${JOBS:-$((cores > 1 ? cores - 1 : 1))}

deploy/install-build-packages.sh --with clang libclang-rt-dev llvm
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j "$jobs"

bin=build/fuzz/bin
targets=${HEDGED_FUZZ_TARGETS:-$(cd "$bin" && ls | sed -n 's/_fuzz$//p')}
longest() {
  case "$1" in
    book_builder) echo 200 ;; order_machine) echo 400 ;; reconcile) echo 500 ;;
    deribit_session) echo 600 ;; websocket) echo 6000 ;; config_yaml) echo 4000 ;;
    deribit_decode) echo 3000 ;; *) echo 400 ;;
  esac
}

run_one() {
  target=$1
  mkdir -p "build/fuzz/inputs/$target" "build/fuzz/found/$target"
  seeds=()  # new inputs go to the first folder only
  [ ! -d "tests/fuzz/corpus/$target" ] || seeds+=("tests/fuzz/corpus/$target")
  [ "$target" != deribit_decode ] || seeds+=(tests/data/deribit tests/data/deribit_made)
  before=$(find "build/fuzz/inputs/$target" -type f | wc -l)
  status=0
  "$bin/${target}_fuzz" -max_total_time="$seconds" -max_len="$(longest "$target")" \
    -malloc_limit_mb=256 -timeout=25 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/found/$target/" "build/fuzz/inputs/$target" "${seeds[@]}" \
    >"build/fuzz/inputs/$target.log" 2>&1 || status=$?
  log="build/fuzz/inputs/$target.log"
  count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
  new=$(($(find "build/fuzz/inputs/$target" -type f | wc -l) - before))
  finding=none
  if [ "$status" -ne 0 ]; then
    finding=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    finding=${finding:-"exit status $status, see $log"}
  fi
  printf '%-16s %12s %8s %10s  %s\n' "$target" "${count:-0}" "${speed:-0}" "$new" "$finding" \
    >"build/fuzz/inputs/$target.row"
}

commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
running=0
for target in $targets; do
  [ -x "$bin/${target}_fuzz" ] || { echo "There is no fuzz target '$target' in $bin." >&2; exit 2; }
  rm -f "build/fuzz/inputs/$target.row"
  run_one "$target" &
  running=$((running + 1))
  if [ "$running" -ge "$jobs" ]; then
    wait -n
    running=$((running - 1))
  fi
done
wait

echo "commit $commit, $seconds s each, $jobs at a time"
printf '%-16s %12s %8s %10s  %s\n' target executions exec/s 'new inputs' finding
status=0
for target in $targets; do
  cat "build/fuzz/inputs/$target.row"
  grep -q ' none$' "build/fuzz/inputs/$target.row" || status=1
done
exit "$status"
