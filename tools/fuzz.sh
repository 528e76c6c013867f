#!/bin/bash
# Builds every libFuzzer target of fuzz/ and runs each for FUZZ_SECONDS (60) on a copy of its corpus. What breaks a
# target is left in build-fuzz/: put it into fuzz/corpus/TARGET, where the tests replay it.
set -eu
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}

cmake --preset fuzz --log-level=WARNING >/dev/null
for source in fuzz/fuzz_*.cc; do
  target=$(basename "$source" .cc)
  cmake --build build-fuzz --target "$target"
  rm -rf "build-fuzz/corpus-$target"
  cp -r "fuzz/corpus/${target#fuzz_}" "build-fuzz/corpus-$target"
  echo "== $target, $seconds s"
  "build-fuzz/$target" -max_total_time="$seconds" -artifact_prefix=build-fuzz/ -print_final_stats=1 \
    "build-fuzz/corpus-$target"
done
