#include "inference/bank_kernel.h"

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

void MultiplyFactors(const float* HWY_RESTRICT table, std::size_t levels, std::size_t rings,
                     std::size_t stride, const std::int32_t* HWY_RESTRICT level, float* HWY_RESTRICT out) {
  const DF df;
  for (std::size_t i = 0; i < stride; i += hn::Lanes(df)) {
    VF product = hn::Load(df, table + level[0] * stride + i);
    for (std::size_t j = 1; j < rings; ++j) {
      product = hn::Mul(product, hn::Load(df, table + (j * levels + level[j]) * stride + i));
    }
    hn::Store(product, df, out + i);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron {
HWY_EXPORT(RespondBlock);
HWY_EXPORT(MultiplyFactors);

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

void multiply_factors(const float* table, std::size_t levels, std::size_t rings, std::size_t stride,
                      const std::int32_t* level, float* out) {
  HWY_DYNAMIC_DISPATCH(MultiplyFactors)(table, levels, rings, stride, level, out);
}

}  // namespace tron
#endif
