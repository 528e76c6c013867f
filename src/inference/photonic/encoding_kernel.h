#pragma once

#include <cstddef>
#include <cstdint>

#include "inference/kernels/aligned.h"
#include "inference/photonic/encoding_series.h"
#include "rooms.h"

namespace tron::inference {

/// Scratch memory of solve_block(); one per thread, for any block of the same series.
struct EncodingScratch {
  AlignedVector<float> powers, gains;
  explicit EncodingScratch(const EncodingSeries& series);
};

/// Solves 32 vectors of a bank side by side: levels[ring][32]. Writes the detunings [arm][ring]
/// [32], shares of the FSR, that Bank::calibrate gives to these values, and returns the columns (one bit per
/// column) whose codes are not certain: those are to be solved one by one. Which columns these are may depend
/// on the instruction set; the detunings of the others do not.
std::uint32_t solve_block(const EncodingSeries& series, const std::int32_t* levels, EncodingScratch& scratch,
                          float* detuning);

}  // namespace tron::inference
