#include "inference/photonic/light_kernel.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/photonic/light_kernel.cc"
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
using DB = hn::Rebind<std::uint8_t, DF>;
using VF = hn::Vec<DF>;

constexpr std::size_t kUsualChannels = 16;  // compiled with its loops unrolled

/// Channels with their padding, a constant in the usual case.
template <std::size_t kChannels>
HWY_INLINE std::size_t StrideOf(const TransmissionTable& t) {
  return kChannels != 0 ? round_up(kChannels, 16) : t.stride;
}

/// Where each ring's factors lie in the table for the levels of one row, tile after tile. Whole rows, because
/// a vector just stored is slow to read in pieces.
struct Offsets {
  AlignedVector<std::int32_t> ring;    ///< level zero of each ring
  AlignedVector<std::int32_t> arm[2];  ///< [tile][ring] of the levels
  AlignedVector<float> line;           ///< a tile's values, zero past the last

  Offsets(const TransmissionTable& t, std::size_t columns)
      : ring(t.stride),
        arm{AlignedVector<std::int32_t>(divide_up(columns, t.channels) * t.stride), {}},
        line(t.stride) {
    arm[1] = arm[0];
    for (std::size_t j = 0; j < t.channels; ++j) ring[j] = static_cast<std::int32_t>(t.at(j, 0));
  }
};

/// Levels of `valid` values as offsets; channels past them rest at level zero. Returns how many lay outside.
template <std::size_t kChannels>
HWY_INLINE std::uint64_t Quantize(const TransmissionTable& t, const float* HWY_RESTRICT values,
                                  std::size_t valid, float inverse_unit, std::size_t tile, Offsets& out) {
  const DF df;
  const DI di;
  const std::size_t stride = StrideOf<kChannels>(t);
  const auto levels = static_cast<float>(t.levels);
  const VF limit = hn::Set(df, levels), outside = hn::Set(df, levels + 0.5f);
  const auto step = hn::Set(di, static_cast<std::int32_t>(stride));
  if (valid < stride) {
    std::copy_n(values, valid, out.line.data());
    std::fill(out.line.begin() + valid, out.line.end(), 0.0f);
    values = out.line.data();
  }
  std::uint64_t clipped = 0;
  for (std::size_t i = 0; i < stride; i += hn::Lanes(df)) {
    const VF x = hn::Mul(hn::LoadU(df, values + i), hn::Set(df, inverse_unit));
    clipped += hn::CountTrue(df, hn::Gt(hn::Abs(x), outside));
    const auto level = ToInteger(hn::Max(hn::Min(x, limit), hn::Neg(limit)));
    const auto at = kChannels == 16 ? hn::ShiftLeft<4>(level) : hn::Mul(level, step);
    const auto ring = hn::Load(di, out.ring.data() + i);
    hn::Store(hn::Add(ring, hn::Max(at, hn::Zero(di))), di, out.arm[0].data() + tile * stride + i);
    hn::Store(hn::Sub(ring, hn::Min(at, hn::Zero(di))), di, out.arm[1].data() + tile * stride + i);
  }
  return clipped;
}

/// The light of channels [i, i + lanes): products of the factors of both arms.
template <std::size_t kChannels>
HWY_INLINE void Multiply(const TransmissionTable& t, const Offsets& offsets, std::size_t tile, std::size_t i,
                         VF* plus, VF* minus) {
  const DF df;
  const std::size_t channels = kChannels != 0 ? kChannels : t.channels;
  const float *HWY_RESTRICT first = t.factor[0].data() + i, *HWY_RESTRICT second = t.factor[1].data() + i;
  const std::int32_t *HWY_RESTRICT at = offsets.arm[0].data() + tile * StrideOf<kChannels>(t),
                                   *HWY_RESTRICT at_second =
                                       offsets.arm[1].data() + tile * StrideOf<kChannels>(t);
  *plus = hn::Load(df, first + at[0]);
  *minus = hn::Load(df, second + at_second[0]);
#pragma GCC unroll 16
  for (std::size_t j = 1; j < channels; ++j) {
    *plus = hn::Mul(*plus, hn::Load(df, first + at[j]));
    *minus = hn::Mul(*minus, hn::Load(df, second + at_second[j]));
  }
}

HWY_INLINE hn::Vec<DB> Total(VF plus, VF minus) {
  const DF df;
  const VF both = hn::Min(hn::Mul(hn::Add(plus, minus), hn::Set(df, 1 / kTotalUnit)), hn::Set(df, 127.0f));
  return hn::DemoteTo(DB(), ToInteger(both));
}

template <std::size_t kChannels>
std::uint64_t Rows(const TransmissionTable& t, MatrixView a, float inverse_unit, float scale,
                   float* HWY_RESTRICT difference, std::uint8_t* HWY_RESTRICT total) {
  const DF df;
  const std::size_t channels = kChannels != 0 ? kChannels : t.channels, lanes = hn::Lanes(df);
  const std::size_t stride = StrideOf<kChannels>(t);
  const std::size_t tiles = divide_up(a.cols, channels);
  Offsets offsets(t, a.cols);
  AlignedVector<float> light(t.stride);
  AlignedVector<std::uint8_t> bytes(t.stride);
  std::uint64_t clipped = 0;
  for (std::size_t row = 0; row < a.rows; ++row) {
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      clipped +=
          Quantize<kChannels>(t, a.row(row) + tile * channels, std::min(channels, a.cols - tile * channels),
                              inverse_unit, tile, offsets);
    }
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      const std::size_t valid = std::min(channels, a.cols - tile * channels);
      const bool whole = valid == stride;
      float* HWY_RESTRICT d = whole ? difference : light.data();
      std::uint8_t* HWY_RESTRICT b = whole ? total : bytes.data();
      for (std::size_t i = 0; i < stride; i += lanes) {
        VF plus, minus;
        Multiply<kChannels>(t, offsets, tile, i, &plus, &minus);
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

std::uint64_t EncodingRows(const TransmissionTable& t, MatrixView a, float inverse_unit, float scale,
                           float* HWY_RESTRICT difference, std::uint8_t* HWY_RESTRICT total) {
  return t.channels == kUsualChannels ? Rows<kUsualChannels>(t, a, inverse_unit, scale, difference, total)
                                      : Rows<0>(t, a, inverse_unit, scale, difference, total);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron::inference {
HWY_EXPORT(EncodingRows);

std::uint64_t encoding_rows(const TransmissionTable& table, MatrixView a, float inverse_unit, float scale,
                            float* difference, std::uint8_t* total) {
  return HWY_DYNAMIC_DISPATCH(EncodingRows)(table, a, inverse_unit, scale, difference, total);
}

}  // namespace tron::inference
#endif
