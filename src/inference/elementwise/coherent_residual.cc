#include "inference/elementwise/coherent_residual.h"

#include <algorithm>
#include <array>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/elementwise/coherent_residual.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/elementwise/residual_terms.h"
#include "inference/kernels/aligned.h"
#include "inference/photonic/position_noise.h"

HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::CappedTag<float, 16>;
using VF = hn::Vec<DF>;

/// Of |p| < 0.9 to 1e-5; the library's cosine differs from machine to machine in the last bit.
HWY_INLINE VF Cosine(VF p) {
  const DF df;
  const VF q = hn::Mul(p, p);
  const VF inner = hn::Sub(hn::Set(df, 1.0f / 24), hn::Mul(q, hn::Set(df, 1.0f / 720)));
  const VF outer = hn::Sub(hn::Set(df, 0.5f), hn::Mul(q, inner));
  return hn::Sub(hn::Set(df, 1.0f), hn::Mul(q, outer));
}

HWY_INLINE VF Field(const ResidualTerms& t, VF value) {
  const DF df;
  const VF code = hn::Round(hn::Max(
      hn::Min(hn::Mul(value, hn::Set(df, t.to_drive)), hn::Set(df, t.drive_top)), hn::Set(df, -t.drive_top)));
  return hn::Add(hn::Set(df, 0.5f), hn::Mul(hn::Mul(code, hn::Set(df, t.drive_step)), hn::Set(df, t.half)));
}

HWY_INLINE VF Sum(const ResidualTerms& t, VF x, VF y, VF phase) {
  const DF df;
  const VF u1 = Field(t, x), u2 = Field(t, y);
  const VF apart = hn::Add(hn::Mul(u1, u1), hn::Mul(u2, u2));
  const VF beat = hn::Mul(hn::Mul(hn::Mul(hn::Set(df, 2.0f), u1), u2), Cosine(phase));
  const VF read = hn::Mul(hn::Sub(hn::Add(apart, beat), hn::Set(df, t.low)), hn::Set(df, t.to_code));
  const VF code = hn::Round(hn::Max(hn::Min(read, hn::Set(df, t.top)), hn::Zero(df)));
  const VF current = hn::Add(hn::Set(df, t.low), hn::Mul(code, hn::Set(df, t.to_current)));
  return hn::Mul(hn::Set(df, 2 * t.scale), hn::Sub(hn::Sqrt(current), hn::Set(df, 1.0f)));
}

/// `phase` holds the columns rounded up to 16.
void Sums(const ResidualTerms& t, const float* HWY_RESTRICT x, const float* HWY_RESTRICT y,
          const float* HWY_RESTRICT phase, std::size_t columns, float* HWY_RESTRICT out) {
  const DF df;
  const std::size_t lanes = hn::Lanes(df), whole = columns / lanes * lanes;
  for (std::size_t c = 0; c < whole; c += lanes) {
    hn::StoreU(Sum(t, hn::LoadU(df, x + c), hn::LoadU(df, y + c), hn::Load(df, phase + c)), df, out + c);
  }
  if (whole == columns) return;
  HWY_ALIGN float last[3][hn::MaxLanes(df)] = {};
  std::copy_n(x + whole, columns - whole, last[0]);
  std::copy_n(y + whole, columns - whole, last[1]);
  hn::Store(Sum(t, hn::Load(df, last[0]), hn::Load(df, last[1]), hn::Load(df, phase + whole)), df, last[2]);
  std::copy_n(last[2], columns - whole, out + whole);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron::inference {
HWY_EXPORT(Sums);

void CoherentResidual::run(const ElementRange& range, const float* x, const float* y, std::size_t columns,
                           std::uint32_t step, std::uint32_t row_id, float* out) const {
  ResidualTerms t;
  t.scale = std::max(range.in_max[0], range.in_max[1]);
  t.drive_top = static_cast<float>((1 << (design_.bits - 1)) - 1);
  t.to_drive = t.scale > 0 ? t.drive_top / t.scale : 0;
  t.drive_step = t.scale / t.drive_top;
  t.half = 0.5f / t.scale;
  const float reach = std::min(1.0f, range.out_max * t.half);
  t.low = (1 - reach) * (1 - reach);
  const float high = (1 + reach) * (1 + reach);
  t.top = static_cast<float>((1 << design_.bits) - 1);
  t.to_code = t.top / (high - t.low), t.to_current = (high - t.low) / t.top;
  const auto phase_error = static_cast<float>(design_.phase_error_rad);
  AlignedVector<float> phase((columns + 15) / 16 * 16);
  for (std::size_t c = 0; c < columns && phase_error > 0; c += 8) {
    const std::array<float, 8> deviates = position_noise(seed_, Purpose::residual, step, row_id, c / 8);
    for (std::size_t i = 0; i < 8; ++i) phase[c + i] = phase_error * deviates[i];
  }
  HWY_DYNAMIC_DISPATCH(Sums)(t, x, y, phase.data(), columns, out);
}

}  // namespace tron::inference
#endif
