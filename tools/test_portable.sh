#!/bin/bash
# test_portable.sh BUILD: the tests of numbers on this machine as on others, one after another. $PORTABLE lists
# them, each the kernel that OpenBLAS chooses and the instruction set of ours, such as "Haswell:AVX2
# Nehalem:SSE4"; without it, the most common kind: AVX2.
set -eu

build=$1
if [ "$(uname -m)" != x86_64 ]; then
  echo "$0: nothing known to be another's on $(uname -m)"
  exit 0
fi
if grep -qw avx2 /proc/cpuinfo; then usual=Haswell:AVX2; else usual=Prescott:SSSE3; fi
for machine in ${PORTABLE:-$usual}; do
  blas=${machine%%:*}
  targets=${machine#*:}
  echo "== as a machine with $targets (OpenBLAS: $blas)"
  OPENBLAS_CORETYPE=$blas TRON_TARGETS=$targets \
    ctest --test-dir "$build" -L numeric -j "${JOBS:-1}" --output-on-failure
done
