#include "inference/bank_kernel.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/bank_kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/fused-inl.h"
#include "inference/photonic_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace tron {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::CappedTag<float, 16>;
using VF = hn::Vec<DF>;

/// sin^2(pi u) for any u: the sine's Taylor series to the 13th power on [-pi/2, pi/2], error below 1e-9.
HWY_INLINE VF SineSquared(VF u) {
  const DF df;
  const VF x = hn::Mul(hn::Sub(u, hn::Round(u)), hn::Set(df, 3.14159265358979324f));
  const VF y = hn::Mul(x, x);
  VF p = hn::Set(df, 1.6059043836821613e-10f);
  for (const float c : {-2.5052108385441719e-08f, 2.7557319223985893e-06f, -1.9841269841269841e-04f,
                        8.3333333333333332e-03f, -1.6666666666666666e-01f, 1.0f}) {
    p = Fused(df, p, y, hn::Set(df, c));
  }
  const VF s = hn::Mul(p, x);
  return hn::Mul(s, s);
}

/// One channel of one arm: what leaves at the through port and, for add-drop rings, at the drop port. The
/// light that ring j drops has passed the rings before it once and passes them again on the drop bus.
HWY_INLINE void Channel(const BankCurves& curves, int channel, const float* HWY_RESTRICT detuning,
                        bool crosstalk, VF* through, VF* drop) {
  const DF df;
  const VF one = hn::Set(df, 1.0f);
  VF passed = one, collected = hn::Zero(df);
  const int first = crosstalk ? 0 : channel, last = crosstalk ? curves.channels : channel + 1;
  for (int j = first; j < last; ++j) {
    const BankCurves::Ring& ring = curves.rings[j];
    const VF u = hn::Sub(hn::Set(df, curves.distance[channel * curves.channels + j]),
                         hn::Load(df, detuning + j * kBlockColumns));
    const VF s = SineSquared(u), contrast = hn::Set(df, ring.contrast);
    const VF inverse = hn::Div(one, Fused(df, contrast, s, hn::Set(df, ring.base)));
    if (curves.drops) {
      collected = Fused(df, hn::Mul(passed, passed), hn::Mul(hn::Set(df, ring.drop), inverse), collected);
    }
    passed = hn::Mul(passed, hn::Mul(Fused(df, contrast, s, hn::Set(df, ring.floor)), inverse));
  }
  *through = passed;
  *drop = collected;
}

void RespondBlock(const BankCurves& curves, const float* HWY_RESTRICT detuning, bool crosstalk,
                  float* HWY_RESTRICT plus, float* HWY_RESTRICT minus) {
  const DF df;
  for (std::size_t c = 0; c < kBlockColumns; c += hn::Lanes(df)) {
    for (int i = 0; i < curves.channels; ++i) {
      VF through, drop;
      Channel(curves, i, detuning + c, crosstalk, &through, &drop);
      float* p = plus + i * kBlockColumns + c;
      float* m = minus + i * kBlockColumns + c;
      if (curves.drops) {
        hn::Store(drop, df, p);
        hn::Store(through, df, m);
      } else {
        hn::Store(through, df, p);
        Channel(curves, i, detuning + curves.channels * kBlockColumns + c, crosstalk, &through, &drop);
        hn::Store(through, df, m);
      }
    }
  }
}

/// Levels of up to `channels` values; the rest of `level` is zero. Returns how many lay outside.
std::uint64_t Quantize(const float* HWY_RESTRICT values, std::size_t valid, std::size_t padded,
                       float inverse_unit, std::int32_t levels, std::int32_t* HWY_RESTRICT level) {
  const DF df;
  const hn::RebindToSigned<DF> di;
  const VF limit = hn::Set(df, static_cast<float>(levels)),
           outside = hn::Set(df, static_cast<float>(levels) + 0.5f);
  HWY_ALIGN float line[16];
  std::uint64_t clipped = 0;
  for (std::size_t base = 0; base < padded; base += 16) {
    for (std::size_t i = 0; i < 16; ++i) line[i] = base + i < valid ? values[base + i] : 0.0f;
    for (std::size_t i = 0; i < 16; i += hn::Lanes(df)) {
      const VF x = hn::Mul(hn::Load(df, line + i), hn::Set(df, inverse_unit));
      clipped += hn::CountTrue(df, hn::Gt(hn::Abs(x), outside));
      hn::Store(hn::NearestInt(hn::Max(hn::Min(x, limit), hn::Neg(limit))), di, level + base + i);
    }
  }
  return clipped;
}

std::uint64_t ImprintRow(const FactorTable& t, const float* HWY_RESTRICT values, std::size_t columns,
                         float inverse_unit, float scale, float* HWY_RESTRICT difference,
                         std::uint8_t* HWY_RESTRICT total) {
  const DF df;
  const hn::RebindToSigned<DF> di;
  const std::size_t bytes = round_up(t.channels, 4);
  AlignedVector<std::int32_t> level(t.stride), whole(t.stride);
  AlignedVector<float> signed_light(t.stride);
  std::uint64_t clipped = 0;
  for (std::size_t first = 0; first < columns;
       first += t.channels, difference += t.channels, total += bytes) {
    const std::size_t valid = std::min(t.channels, columns - first);
    clipped += Quantize(values + first, valid, t.stride, inverse_unit, t.levels, level.data());
    for (std::size_t i = 0; i < t.stride; i += hn::Lanes(df)) {
      VF plus = hn::Set(df, 1.0f), minus = plus;
      for (std::size_t j = 0; j < t.channels; ++j) {
        plus = hn::Mul(plus, hn::Load(df, t.factor[0].data() + t.at(j, std::max(level[j], 0)) + i));
        minus = hn::Mul(minus, hn::Load(df, t.factor[1].data() + t.at(j, std::max(-level[j], 0)) + i));
      }
      hn::Store(hn::Mul(hn::Sub(plus, minus), hn::Set(df, scale)), df, signed_light.data() + i);
      const VF both =
          hn::Min(hn::Mul(hn::Add(plus, minus), hn::Set(df, 1 / kTotalUnit)), hn::Set(df, 127.0f));
      hn::Store(hn::NearestInt(both), di, whole.data() + i);
    }
    for (std::size_t i = 0; i < valid; ++i) {
      difference[i] = signed_light[i];
      total[i] = static_cast<std::uint8_t>(whole[i]);
    }
  }
  return clipped;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron {
HWY_EXPORT(RespondBlock);
HWY_EXPORT(ImprintRow);

BankCurves::BankCurves(const Bank& bank)
    : channels(bank.channels()),
      arms(bank.arms()),
      drops(bank.rings().drops()),
      fsr_m(bank.rings().ring(0).fsr_m) {
  for (int j = 0; j < channels; ++j) {
    const RingShape& shape = bank.rings().ring(j);
    rings.push_back({static_cast<float>(shape.floor), static_cast<float>(shape.base),
                     static_cast<float>(shape.contrast), static_cast<float>(shape.drop)});
  }
  for (int i = 0; i < channels; ++i) {
    for (int j = 0; j < channels; ++j)
      distance.push_back(static_cast<float>(bank.rings().distance_m(i, j) / fsr_m));
  }
}

void respond_block(const BankCurves& curves, const float* detuning, bool crosstalk, float* plus,
                   float* minus) {
  HWY_DYNAMIC_DISPATCH(RespondBlock)(curves, detuning, crosstalk, plus, minus);
}

std::uint64_t imprint_row(const FactorTable& table, const float* values, std::size_t columns,
                          float inverse_unit, float scale, float* difference, std::uint8_t* total) {
  return HWY_DYNAMIC_DISPATCH(ImprintRow)(table, values, columns, inverse_unit, scale, difference, total);
}

}  // namespace tron
#endif
