#!/bin/bash
# Builds every libFuzzer target of fuzz/ and runs each for FUZZ_SECONDS (60) on a copy of its corpus, one a core at a
# time. What breaks a target is left in build-fuzz/ beside its log: put it into fuzz/corpus/TARGET, where the tests
# replay it.
set -eu
cd "$(dirname "$0")/.."
export FUZZ_SECONDS=${FUZZ_SECONDS:-60}

targets=()
for source in fuzz/fuzz_*.cc; do targets+=("$(basename "$source" .cc)"); done
cmake --preset fuzz --log-level=WARNING >/dev/null
cmake --build build-fuzz --target "${targets[@]}"

run_one() {
  target=$1
  rm -rf "build-fuzz/corpus-$target"
  cp -r "fuzz/corpus/${target#fuzz_}" "build-fuzz/corpus-$target"
  if "build-fuzz/$target" -max_total_time="$FUZZ_SECONDS" -artifact_prefix="build-fuzz/$target-" -print_final_stats=1 \
    "build-fuzz/corpus-$target" >"build-fuzz/$target.log" 2>&1; then
    echo "$target: no finding in $(sed -n 's/^stat::number_of_executed_units: *//p' "build-fuzz/$target.log") inputs"
  else
    tail -n 40 "build-fuzz/$target.log"
    echo "$target: FAILED, see build-fuzz/$target.log and build-fuzz/$target-*"
    return 1
  fi
}
export -f run_one
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'run_one {}'
