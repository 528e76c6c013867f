#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "circuit/bank.h"
#include "circuit/fabrication/chip_instance.h"
#include "inference/kernels/aligned.h"
#include "rooms.h"

namespace tron::inference {

/// A bank's rings in the form of the vector kernel: single precision, detunings as shares of the free
/// spectral range. A ring at detuning u passes light that lies d from its untuned resonance with
///   T = (floor + s^2) / (floor + gap + s^2),  s = sin(pi (d - u)) = sin(pi d) cos(pi u) - cos(pi d) sin(pi
///   u)
/// (RingShape divided by its contrast). T stays when s^2, floor and gap are divided by the larger of
/// sin^2(pi d) and cos^2(pi d): then one product is left, ratio = tan(pi d) or its inverse, and s near the
/// resonance keeps its precision.
struct BankCurves {
  struct Pair {
    float ratio, floor, gap;
    float drop;                  ///< add-drop rings: T_drop = drop / (floor + gap + s^2)
    std::int32_t over_sine = 0;  ///< s = cos - ratio sin (of pi u) instead of ratio cos - sin
  };
  int channels = 0, arms = 1;
  bool drops = false;
  double fsr_m = 0;
  std::vector<Pair> pairs;  ///< [channel][ring]

  explicit BankCurves(const Bank& bank);
};

/// 32 banks side by side (the columns of a packed block), one vector lane per bank.
struct BankBlock {
  AlignedVector<float> cosine, minus_sine;  ///< [arm][ring][32] of pi detuning
  AlignedVector<float> plus, minus;         ///< [channel][32], the responses
  explicit BankBlock(const BankCurves& curves);
};

/// How fabricated rings differ from designed ones besides their shifts (circuit/fabrication/chip_instance.h),
/// one number per ring each: a detuning u (share of the FSR) becomes u (linear + quadratic u), and the
/// curve's floor, gap and drop, all over the contrast, are those of the design times a factor.
struct RingTrims {
  AlignedVector<float> linear, quadratic, floor, gap, drop;
  bool empty() const { return linear.empty(); }
  static RingTrims as_designed(std::size_t rings);
  void set(std::size_t at, const RingDeviations& made, int arm, int ring, const RingShape& designed);
  void copy(std::size_t at, const RingTrims& from, std::size_t from_at);
};

/// Fills a block from detunings and shifts, [arm][ring][32] in shares of the FSR: what Bank::respond()
/// computes in double precision for one bank, or with `trims` [arm][ring][32] Bank::respond_made(); here
/// every factor carries a rounding error near 1e-7.
void respond_block(const BankCurves& curves, bool crosstalk, const float* detuning, const float* shifts,
                   BankBlock& block, const RingTrims* trims = nullptr);

/// Writes the first `valid` channels of a block's response in the form of PackedRings:
/// difference[channel][32] = (plus - minus) * scale, total[channel / 4][32][4] = plus + minus in kTotalUnit.
/// Columns from `columns` on stay dark.
void pack_block(const BankBlock& block, std::size_t valid, std::size_t columns, float scale,
                float* difference, std::int8_t* total);

}  // namespace tron::inference
