#include "inference/photonic/bank_kernel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/photonic/bank_kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/kernels/fused-inl.h"
#include "inference/photonic/photonic_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::CappedTag<float, 16>;
using DI = hn::RebindToSigned<DF>;
using VF = hn::Vec<DF>;

/// Rings whose factors are multiplied before one division. Eight resonances on one channel would have to be a
/// hundred thousandth of the FSR wide each before their product left the range of a float.
constexpr int kRingsTogether = 8;

/// -sin(pi u) and cos(pi u), u any number less its nearest integer (which changes the sign of both or of
/// none): polynomials of least error on [-1/2, 1/2], 5e-9 and 3e-10.
HWY_INLINE void Turn(VF detuning, VF* minus_sine, VF* cosine) {
  const DF df;
  const VF u = hn::Sub(detuning, hn::Round(detuning)), y = hn::Mul(u, u);
  VF p = hn::Set(df, -0.07756038f), q = hn::Set(df, -0.024420699f);
  for (const float c : {0.5982421f, -2.5500698f, 5.1677098f, -3.1415927f})
    p = Fused(df, p, y, hn::Set(df, c));
  for (const float c : {0.23495393f, -1.3352160f, 4.0587096f, -4.9348021f, 1.0f}) {
    q = Fused(df, q, y, hn::Set(df, c));
  }
  *minus_sine = hn::Mul(p, u);
  *cosine = q;
}

/// A designed number of a pair, or what this ring makes of it.
template <bool kTrims>
HWY_INLINE VF Made(float designed, const AlignedVector<float> RingTrims::*factor, const RingTrims* trims,
                   std::size_t at) {
  const DF df;
  if constexpr (!kTrims) return hn::Set(df, designed);
  return hn::Mul(hn::Set(df, designed), hn::Load(df, (trims->*factor).data() + at));
}

/// floor + s^2 of one pair, in lanes `at` of the block's angles.
template <bool kTrims>
HWY_INLINE VF Numerator(const BankCurves::Pair& pair, const BankBlock& block, std::size_t at,
                        const RingTrims* trims) {
  const DF df;
  const float* HWY_RESTRICT cosine = block.cosine.data();
  const float* HWY_RESTRICT sine = block.minus_sine.data();
  const VF s = Fused(df, hn::Set(df, pair.ratio), hn::Load(df, (pair.over_sine != 0 ? sine : cosine) + at),
                     hn::Load(df, (pair.over_sine != 0 ? cosine : sine) + at));
  return Fused(df, s, s, Made<kTrims>(pair.floor, &RingTrims::floor, trims, at));
}

/// One channel of a two-arm bank: rings [first, last) of both arms, two vectors of columns from `column` on.
/// Four independent chains of products hide the latency of each.
template <bool kTrims>
HWY_INLINE void TwoArms(const BankCurves& curves, int channel, int first, int last, std::size_t column,
                        const RingTrims* trims, BankBlock& block) {
  const DF df;
  const std::size_t lanes = hn::Lanes(df), arm = curves.channels * kBlockColumns;
  const VF one = hn::Set(df, 1.0f), least = hn::Set(df, 1e-37f);
  VF passed[4] = {one, one, one, one};
  for (int chunk = first; chunk < last; chunk += kRingsTogether) {
    VF above[4] = {one, one, one, one}, below[4] = {one, one, one, one};
    for (int j = chunk; j < std::min(chunk + kRingsTogether, last); ++j) {
      const BankCurves::Pair& pair = curves.pairs[channel * curves.channels + j];
#pragma GCC unroll 4
      for (std::size_t v = 0; v < 4; ++v) {
        const std::size_t at = v / 2 * arm + j * kBlockColumns + column + v % 2 * lanes;
        const VF n = Numerator<kTrims>(pair, block, at, trims);
        above[v] = hn::Mul(above[v], n);
        below[v] = hn::Mul(below[v], hn::Add(n, Made<kTrims>(pair.gap, &RingTrims::gap, trims, at)));
      }
    }
#pragma GCC unroll 4
    for (std::size_t v = 0; v < 4; ++v) {
      passed[v] = hn::Mul(passed[v], hn::Div(above[v], hn::Max(below[v], least)));
    }
  }
  float* HWY_RESTRICT plus = block.plus.data() + channel * kBlockColumns + column;
  float* HWY_RESTRICT minus = block.minus.data() + channel * kBlockColumns + column;
  hn::Store(passed[0], df, plus);
  hn::Store(passed[1], df, plus + lanes);
  hn::Store(passed[2], df, minus);
  hn::Store(passed[3], df, minus + lanes);
}

/// One channel of an add-drop bank, one vector of columns: what leaves at the drop and at the through port.
/// The light that ring j drops has passed the rings before it once and passes them again on the drop bus.
template <bool kTrims>
HWY_INLINE void DropAndThrough(const BankCurves& curves, int channel, int first, int last, std::size_t column,
                               const RingTrims* trims, BankBlock& block) {
  const DF df;
  const VF one = hn::Set(df, 1.0f);
  VF passed = one, collected = hn::Zero(df);
  for (int j = first; j < last; ++j) {
    const BankCurves::Pair& pair = curves.pairs[channel * curves.channels + j];
    const std::size_t at = j * kBlockColumns + column;
    const VF n = Numerator<kTrims>(pair, block, at, trims);
    const VF inverse = hn::Div(one, hn::Add(n, Made<kTrims>(pair.gap, &RingTrims::gap, trims, at)));
    collected = Fused(df, hn::Mul(passed, passed),
                      hn::Mul(Made<kTrims>(pair.drop, &RingTrims::drop, trims, at), inverse), collected);
    passed = hn::Mul(passed, hn::Mul(n, inverse));
  }
  hn::Store(collected, df, block.plus.data() + channel * kBlockColumns + column);
  hn::Store(passed, df, block.minus.data() + channel * kBlockColumns + column);
}

template <bool kTrims>
void Respond(const BankCurves& curves, bool crosstalk, const float* HWY_RESTRICT detuning,
             const float* HWY_RESTRICT shifts, const RingTrims* trims, BankBlock& block) {
  const DF df;
  const std::size_t lanes = hn::Lanes(df);
  for (std::size_t at = 0; at < block.cosine.size(); at += lanes) {
    VF minus_sine, cosine;
    VF moved = hn::Load(df, detuning + at);
    if constexpr (kTrims) {
      moved = hn::Mul(moved, Fused(df, hn::Load(df, trims->quadratic.data() + at), moved,
                                   hn::Load(df, trims->linear.data() + at)));
    }
    Turn(hn::Add(moved, hn::Load(df, shifts + at)), &minus_sine, &cosine);
    hn::Store(minus_sine, df, block.minus_sine.data() + at);
    hn::Store(cosine, df, block.cosine.data() + at);
  }
  for (int i = 0; i < curves.channels; ++i) {
    const int first = crosstalk ? 0 : i, last = crosstalk ? curves.channels : i + 1;
    if (curves.drops) {
      for (std::size_t c = 0; c < kBlockColumns; c += lanes) {
        DropAndThrough<kTrims>(curves, i, first, last, c, trims, block);
      }
    } else {
      for (std::size_t c = 0; c < kBlockColumns; c += 2 * lanes) {
        TwoArms<kTrims>(curves, i, first, last, c, trims, block);
      }
    }
  }
}

void RespondBlock(const BankCurves& curves, bool crosstalk, const float* HWY_RESTRICT detuning,
                  const float* HWY_RESTRICT shifts, const RingTrims* trims, BankBlock& block) {
  if (trims == nullptr) {
    Respond<false>(curves, crosstalk, detuning, shifts, trims, block);
  } else {
    Respond<true>(curves, crosstalk, detuning, shifts, trims, block);
  }
}

/// plus + minus of channel `w` in kTotalUnit, at most 127.
HWY_INLINE hn::Vec<DI> Total(const BankBlock& block, std::size_t at) {
  const DF df;
  const VF both = hn::Add(hn::Load(df, block.plus.data() + at), hn::Load(df, block.minus.data() + at));
  return ToInteger(hn::Min(hn::Mul(both, hn::Set(df, 1 / kTotalUnit)), hn::Set(df, 127.0f)));
}

void PackBlock(const BankBlock& block, std::size_t valid, std::size_t columns, float scale,
               float* HWY_RESTRICT difference, std::int8_t* HWY_RESTRICT total) {
  const DF df;
  const DI di;
  for (std::size_t at = 0; at < valid * kBlockColumns; at += hn::Lanes(df)) {
    const VF d = hn::Sub(hn::Load(df, block.plus.data() + at), hn::Load(df, block.minus.data() + at));
    hn::Store(hn::Mul(d, hn::Set(df, scale)), df, difference + at);
  }
  for (std::size_t quad = 0; quad < valid; quad += 4) {
    for (std::size_t c = 0; c < kBlockColumns; c += hn::Lanes(df)) {
      auto bytes = hn::Zero(di);
      for (std::size_t w = std::min(quad + 4, valid); w-- > quad;) {
        bytes = hn::Or(hn::ShiftLeft<8>(bytes), Total(block, w * kBlockColumns + c));
      }
      // A lane's bytes are four channels of one column, the first one lowest.
      HWY_ALIGN std::int32_t lane[hn::MaxLanes(di)];
      hn::Store(bytes, di, lane);
      std::memcpy(total + quad * kBlockColumns + c * 4, lane, hn::Lanes(df) * 4);
    }
  }
  for (std::size_t w = 0; w < valid && columns < kBlockColumns; ++w) {
    std::fill(difference + w * kBlockColumns + columns, difference + (w + 1) * kBlockColumns, 0.0f);
    std::fill(total + (w / 4 * kBlockColumns + columns) * 4, total + (w / 4 + 1) * kBlockColumns * 4,
              std::int8_t{0});
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron::inference {
HWY_EXPORT(RespondBlock);
HWY_EXPORT(PackBlock);

BankCurves::BankCurves(const Bank& bank)
    : channels(bank.channels()),
      arms(bank.arms()),
      drops(bank.rings().drops()),
      fsr_m(bank.rings().ring(0).fsr_m) {
  for (int i = 0; i < channels; ++i) {
    for (int j = 0; j < channels; ++j) {
      const RingShape& shape = bank.rings().ring(j);
      const double angle = std::numbers::pi * bank.rings().distance_m(i, j) / fsr_m;
      const double sine = std::sin(angle), cosine = std::cos(angle);
      const bool over_sine = std::abs(sine) > std::abs(cosine);
      const double larger = over_sine ? sine : cosine, unit = shape.contrast * larger * larger;
      pairs.push_back({static_cast<float>((over_sine ? cosine : sine) / larger),
                       static_cast<float>(shape.floor / unit),
                       static_cast<float>((shape.base - shape.floor) / unit),
                       static_cast<float>(shape.drop / unit), over_sine});
    }
  }
}

BankBlock::BankBlock(const BankCurves& curves)
    : cosine(curves.arms * curves.channels * kBlockColumns),
      minus_sine(cosine.size()),
      plus(curves.channels * kBlockColumns),
      minus(plus.size()) {}

RingTrims RingTrims::as_designed(std::size_t rings) {
  RingTrims out;
  for (AlignedVector<float>* ones : {&out.linear, &out.floor, &out.gap, &out.drop}) ones->assign(rings, 1.0f);
  out.quadratic.assign(rings, 0.0f);
  return out;
}

void RingTrims::set(std::size_t at, const RingDeviations& made, int arm, int ring,
                    const RingShape& designed) {
  const RingShape& shape = made.shape[arm].empty() ? designed : made.shape[arm][ring];
  const double contrast = designed.contrast / shape.contrast;
  const auto factor = [&](double now, double then) {
    return then > 0 ? static_cast<float>(now / then * contrast) : 1.0f;
  };
  if (!made.linear[arm].empty()) {
    linear[at] = static_cast<float>(made.linear[arm][ring]);
    quadratic[at] = static_cast<float>(made.quadratic[arm][ring] * designed.fsr_m);
  }
  floor[at] = factor(shape.floor, designed.floor);
  gap[at] = factor(shape.base - shape.floor, designed.base - designed.floor);
  drop[at] = factor(shape.drop, designed.drop);
}

void RingTrims::copy(std::size_t at, const RingTrims& from, std::size_t from_at) {
  linear[at] = from.linear[from_at], quadratic[at] = from.quadratic[from_at];
  floor[at] = from.floor[from_at], gap[at] = from.gap[from_at], drop[at] = from.drop[from_at];
}

void respond_block(const BankCurves& curves, bool crosstalk, const float* detuning, const float* shifts,
                   BankBlock& block, const RingTrims* trims) {
  HWY_DYNAMIC_DISPATCH(RespondBlock)(curves, crosstalk, detuning, shifts, trims, block);
}

void pack_block(const BankBlock& block, std::size_t valid, std::size_t columns, float scale,
                float* difference, std::int8_t* total) {
  HWY_DYNAMIC_DISPATCH(PackBlock)(block, valid, columns, scale, difference, total);
}

}  // namespace tron::inference
#endif
