#include "inference/light_kernel.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/light_kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/photonic_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace tron {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::CappedTag<float, 16>;
using DI = hn::RebindToSigned<DF>;
using DB = hn::Rebind<std::uint8_t, DF>;
using VF = hn::Vec<DF>;

constexpr std::size_t kUsualChannels = 16;  // compiled with its loops unrolled

/// Where each ring's factors lie for one tile's levels, counted from the ring's part of the table.
struct Offsets {
  AlignedVector<std::int32_t> arm[2];
  AlignedVector<float> line;  ///< values, zero past the last
};

/// Levels of `valid` values as offsets; channels past them rest at level zero. Returns how many lay outside.
HWY_INLINE std::uint64_t Quantize(const FactorTable& t, const float* HWY_RESTRICT values, std::size_t valid,
                                  float inverse_unit, Offsets& out) {
  const DF df;
  const DI di;
  const auto levels = static_cast<float>(t.levels);
  const VF limit = hn::Set(df, levels), outside = hn::Set(df, levels + 0.5f);
  const auto stride = hn::Set(di, static_cast<std::int32_t>(t.stride));
  if (valid < t.stride) {
    std::copy_n(values, valid, out.line.data());
    std::fill(out.line.begin() + valid, out.line.end(), 0.0f);
    values = out.line.data();
  }
  std::uint64_t clipped = 0;
  for (std::size_t i = 0; i < t.stride; i += hn::Lanes(df)) {
    const VF x = hn::Mul(hn::LoadU(df, values + i), hn::Set(df, inverse_unit));
    clipped += hn::CountTrue(df, hn::Gt(hn::Abs(x), outside));
    const auto level = hn::NearestInt(hn::Max(hn::Min(x, limit), hn::Neg(limit)));
    hn::Store(hn::Mul(hn::Max(level, hn::Zero(di)), stride), di, out.arm[0].data() + i);
    hn::Store(hn::Mul(hn::Max(hn::Neg(level), hn::Zero(di)), stride), di, out.arm[1].data() + i);
  }
  return clipped;
}

/// The light of channels [i, i + lanes): products of the factors of both arms.
template <std::size_t kChannels>
HWY_INLINE void Multiply(const FactorTable& t, const Offsets& offsets, std::size_t i, VF* plus, VF* minus) {
  const DF df;
  const std::size_t channels = kChannels != 0 ? kChannels : t.channels, ring = t.at(1, 0);
  const float* HWY_RESTRICT factor[2] = {t.factor[0].data() + i, t.factor[1].data() + i};
  const std::int32_t* HWY_RESTRICT at[2] = {offsets.arm[0].data(), offsets.arm[1].data()};
  *plus = hn::Load(df, factor[0] + at[0][0]);
  *minus = hn::Load(df, factor[1] + at[1][0]);
#pragma GCC unroll 16
  for (std::size_t j = 1; j < channels; ++j) {
    *plus = hn::Mul(*plus, hn::Load(df, factor[0] + j * ring + at[0][j]));
    *minus = hn::Mul(*minus, hn::Load(df, factor[1] + j * ring + at[1][j]));
  }
}

HWY_INLINE hn::Vec<DB> Total(VF plus, VF minus) {
  const DF df;
  const VF both = hn::Min(hn::Mul(hn::Add(plus, minus), hn::Set(df, 1 / kTotalUnit)), hn::Set(df, 127.0f));
  return hn::DemoteTo(DB(), hn::NearestInt(both));
}

template <std::size_t kChannels>
std::uint64_t Rows(const FactorTable& t, MatrixView a, float inverse_unit, float scale,
                   float* HWY_RESTRICT difference, std::uint8_t* HWY_RESTRICT total) {
  const DF df;
  const std::size_t channels = kChannels != 0 ? kChannels : t.channels, lanes = hn::Lanes(df);
  Offsets offsets{{AlignedVector<std::int32_t>(t.stride), AlignedVector<std::int32_t>(t.stride)},
                  AlignedVector<float>(t.stride)};
  AlignedVector<float> light(t.stride);
  AlignedVector<std::uint8_t> bytes(t.stride);
  std::uint64_t clipped = 0;
  for (std::size_t row = 0; row < a.rows; ++row) {
    for (std::size_t first = 0; first < a.cols; first += channels) {
      const std::size_t valid = std::min(channels, a.cols - first);
      const bool whole = valid == t.stride;
      clipped += Quantize(t, a.row(row) + first, valid, inverse_unit, offsets);
      float* HWY_RESTRICT d = whole ? difference : light.data();
      std::uint8_t* HWY_RESTRICT b = whole ? total : bytes.data();
      for (std::size_t i = 0; i < t.stride; i += lanes) {
        VF plus, minus;
        Multiply<kChannels>(t, offsets, i, &plus, &minus);
        hn::StoreU(hn::Mul(hn::Sub(plus, minus), hn::Set(df, scale)), df, d + i);
        hn::StoreU(Total(plus, minus), DB(), b + i);
      }
      if (!whole) {
        std::copy_n(light.data(), valid, difference);
        std::copy_n(bytes.data(), valid, total);
      }
      difference += channels, total += round_up(channels, 4);
    }
  }
  return clipped;
}

std::uint64_t ImprintRows(const FactorTable& t, MatrixView a, float inverse_unit, float scale,
                          float* HWY_RESTRICT difference, std::uint8_t* HWY_RESTRICT total) {
  return t.channels == kUsualChannels ? Rows<kUsualChannels>(t, a, inverse_unit, scale, difference, total)
                                      : Rows<0>(t, a, inverse_unit, scale, difference, total);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron {
HWY_EXPORT(ImprintRows);

std::uint64_t imprint_rows(const FactorTable& table, MatrixView a, float inverse_unit, float scale,
                           float* difference, std::uint8_t* total) {
  return HWY_DYNAMIC_DISPATCH(ImprintRows)(table, a, inverse_unit, scale, difference, total);
}

}  // namespace tron
#endif
