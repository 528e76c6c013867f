// Position-keyed Gaussian noise in vectors; compiled once for each instruction set.
#if defined(TRON_INFERENCE_NOISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TRON_INFERENCE_NOISE_INL_H_
#undef TRON_INFERENCE_NOISE_INL_H_
#else
#define TRON_INFERENCE_NOISE_INL_H_
#endif

#include <hwy/highway.h>

#include "base/numbers/gaussian.h"
#include "base/numbers/philox.h"
#include "inference/kernels/fused-inl.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Philox blocks {column, row, group, stream} for a vector of columns, round by round, so that a kernel can
/// run the rounds between other work. Even and odd columns run in 64-bit lanes of their own, where the high
/// half of a product needs one shift and the low half none (a lane's upper bits may hold anything:
/// multiplications read the lower ones alone).
template <class DU>
class PhiloxState {
  using DW = hn::Repartition<std::uint64_t, DU>;
  using VW = hn::Vec<DW>;
  VW c0_[2], c1_[2], c2_[2], c3_[2];

 public:
  HWY_INLINE PhiloxState() = default;

  /// The first round. Row, group and stream are the same for all columns, so half of it is scalar.
  HWY_INLINE void Start(std::uint32_t column, std::uint32_t row, std::uint32_t group, std::uint32_t stream,
                        const std::uint64_t* HWY_RESTRICT keys) {
    const DU du;
    const DW dw;
    const std::uint64_t p1 = std::uint64_t{Philox::kMul1} * group;
    // Counting from zero is a constant; from anything else Highway writes lane by lane and waits to read it.
    const VW wide = hn::BitCast(dw, hn::Add(hn::Iota(du, 0), hn::Set(du, column)));
    const VW columns[2] = {wide, hn::ShiftRight<32>(wide)};
    for (int half = 0; half < 2; ++half) {
      const VW p0 = hn::MulEven(hn::BitCast(du, columns[half]), hn::Set(du, Philox::kMul0));
      c0_[half] = hn::Set(dw, (p1 >> 32) ^ row ^ keys[0]);
      c1_[half] = hn::Set(dw, p1);
      c2_[half] = hn::Xor(hn::ShiftRight<32>(p0), hn::Set(dw, stream ^ keys[1]));
      c3_[half] = p0;
    }
  }

  /// One further round with its two key words.
  HWY_INLINE void Round(const std::uint64_t* HWY_RESTRICT key) {
    const DU du;
    const DW dw;
    const VW k0 = hn::Set(dw, key[0]), k1 = hn::Set(dw, key[1]);
    for (int half = 0; half < 2; ++half) {
      const VW p0 = hn::MulEven(hn::BitCast(du, c0_[half]), hn::Set(du, Philox::kMul0));
      const VW p1 = hn::MulEven(hn::BitCast(du, c2_[half]), hn::Set(du, Philox::kMul1));
      c0_[half] = hn::Xor3(hn::ShiftRight<32>(p1), c1_[half], k0);
      c2_[half] = hn::Xor3(hn::ShiftRight<32>(p0), c3_[half], k1);
      c1_[half] = p1;
      c3_[half] = p0;
    }
  }

  /// The four words of every column, four vectors after one another.
  HWY_INLINE void Store(std::uint32_t* HWY_RESTRICT out) const {
    const DU du;
    const VW* words[4] = {c0_, c1_, c2_, c3_};
    for (std::size_t i = 0; i < 4; ++i) {
      const auto odd = hn::BitCast(du, hn::ShiftLeft<32>(words[i][1]));
      hn::Store(hn::OddEven(odd, hn::BitCast(du, words[i][0])), du, out + i * hn::Lanes(du));
    }
  }
};

/// The round keys of a seed, two words a round, widened so that they broadcast straight from memory.
inline void PhiloxKeys(std::uint64_t seed, std::uint64_t keys[2 * Philox::kRounds]) {
  auto low = static_cast<std::uint32_t>(seed), high = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < Philox::kRounds; ++round, low += Philox::kWeyl0, high += Philox::kWeyl1) {
    keys[2 * round] = low;
    keys[2 * round + 1] = high;
  }
}

/// The rows of kGaussianTable, in registers where the instruction set can look up 32 floats in two of them.
#if HWY_TARGET == HWY_AVX3
struct GaussianTable {
  __m512 low[2], high[2];
  GaussianTable() {
    for (int c = 0; c < 2; ++c) {
      low[c] = _mm512_load_ps(kGaussianTable[c]);
      high[c] = _mm512_load_ps(kGaussianTable[c] + 16);
    }
  }
  template <class DF, class VI>
  HWY_INLINE hn::Vec<DF> Row(DF, int c, VI segment) const {
    return hn::Vec<DF>{_mm512_permutex2var_ps(low[c], segment.raw, high[c])};
  }
};
#else
struct GaussianTable {
  template <class DF, class VI>
  HWY_INLINE hn::Vec<DF> Row(DF df, int c, VI segment) const {
    const hn::RebindToSigned<DF> di;
    return hn::GatherIndex(df, kGaussianTable[c], hn::And(segment, hn::Set(di, 31)));
  }
};
#endif

/// gaussian16() of the high 16 bits of every lane.
template <class DF, class VU>
HWY_INLINE hn::Vec<DF> GaussianOfHigh(DF df, const GaussianTable& table, VU bits) {
  const hn::RebindToSigned<DF> di;
  const hn::RebindToUnsigned<DF> du;
  const auto centred = hn::OrAnd(hn::Set(du, 0x8000u), bits, hn::Set(du, 0xFFFF0000u));
  const auto f = hn::ConvertTo(df, hn::BitCast(di, centred));
  const auto segment = hn::ShiftRight<22>(hn::BitCast(di, f));
  // Offsets are positive, so the sign of f can be laid over them.
  const auto sign = hn::OrAnd(hn::BitCast(du, table.Row(df, 0, segment)), bits, hn::Set(du, 0x80000000u));
  return Fused(df, f, table.Row(df, 1, segment), hn::BitCast(df, sign));
}

}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();
#endif  // HWY_TARGET != HWY_SCALAR

#endif  // TRON_INFERENCE_NOISE_INL_H_
