#include "inference/reference/operand_kernel.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/reference/operand_kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/photonic/photonic_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::CappedTag<float, 16>;
using VF = hn::Vec<DF>;

/// The larger one; `most` where x is no number.
HWY_INLINE VF Larger(VF most, VF x) {
  return hn::IfThenElse(hn::Gt(x, most), x, most);
}

float LargestOf(const float* HWY_RESTRICT x, std::size_t count, float factor) {
  const DF df;
  const std::size_t lanes = hn::Lanes(df), whole = count / lanes * lanes;
  VF most = hn::Zero(df);
  for (std::size_t i = 0; i < whole; i += lanes) {
    most = Larger(most, hn::Abs(hn::Mul(hn::LoadU(df, x + i), hn::Set(df, factor))));
  }
  float largest = hn::GetLane(hn::MaxOfLanes(df, most));
  for (std::size_t i = whole; i < count; ++i) largest = std::max(largest, std::abs(x[i] * factor));
  return largest;
}

void WidenMaxima(const float* HWY_RESTRICT x, std::size_t count, float factor, float* HWY_RESTRICT most) {
  const DF df;
  const std::size_t lanes = hn::Lanes(df), whole = count / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes) {
    const VF size = hn::Abs(hn::Mul(hn::LoadU(df, x + i), hn::Set(df, factor)));
    hn::StoreU(Larger(hn::LoadU(df, most + i), size), df, most + i);
  }
  for (std::size_t i = whole; i < count; ++i) most[i] = std::max(most[i], std::abs(x[i] * factor));
}

void RoundToCodes(float* HWY_RESTRICT values, std::size_t count, const float* HWY_RESTRICT to_code,
                  std::size_t period, float top) {
  const DF df;
  const std::size_t lanes = hn::Lanes(df);
  const VF low = hn::Set(df, -top), high = hn::Set(df, top);
  for (std::size_t first = 0; first < count; first += period) {
    const std::size_t size = std::min(period, count - first);
    float* HWY_RESTRICT to = values + first;
    std::size_t i = 0;
    for (; i + lanes <= size; i += lanes) {
      const VF scaled = hn::Round(hn::Mul(hn::LoadU(df, to + i), hn::LoadU(df, to_code + i)));
      hn::StoreU(hn::Min(hn::Max(scaled, low), high), df, to + i);
    }
    for (; i < size; ++i) to[i] = std::clamp(std::nearbyint(to[i] * to_code[i]), -top, top);
  }
}

std::uint64_t QuantizeRows(const float* HWY_RESTRICT values, std::size_t rows,
                           const float* HWY_RESTRICT inverse, std::int32_t levels,
                           std::int32_t* HWY_RESTRICT out, std::size_t out_stride) {
  const DF df;
  const hn::RebindToSigned<DF> di;
  const VF limit = hn::Set(df, static_cast<float>(levels)), outside = hn::Add(limit, hn::Set(df, 0.5f));
  std::uint64_t clipped = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t n = 0; n < kBlockColumns; n += hn::Lanes(df)) {
      const VF scaled = hn::Mul(hn::LoadU(df, values + r * kBlockColumns + n), hn::LoadU(df, inverse + n));
      clipped += hn::CountTrue(df, hn::Gt(hn::Abs(scaled), outside));
      const VF kept = hn::Min(hn::Max(scaled, hn::Neg(limit)), limit);
      hn::StoreU(hn::NearestInt(kept), di, out + r * out_stride + n);
    }
  }
  return clipped;
}

/// Four vectors of columns of kRows rows. The products are rounded before they are added: the order and the
/// roundings of plain code.
template <std::size_t kRows>
HWY_INLINE VF AddRows(const float* const* a, std::size_t depth, const float* HWY_RESTRICT tile,
                      std::size_t columns, float* const* out, float* HWY_RESTRICT sums, VF largest) {
  const DF df;
  const std::size_t lanes = hn::Lanes(df);
  VF sum[kRows][4];
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < 4; ++v) sum[r][v] = hn::Zero(df);
  }
  for (std::size_t k = 0; k < depth; ++k) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < 4; ++v) {
      const VF b = hn::LoadU(df, tile + k * kSumColumns + v * lanes);
#pragma GCC unroll 2
      for (std::size_t r = 0; r < kRows; ++r) {
        sum[r][v] = hn::Add(sum[r][v], hn::Mul(hn::Set(df, a[r][k]), b));
      }
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    HWY_ALIGN float rest[4 * hn::MaxLanes(df)];
    const bool all = columns >= 4 * lanes;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < 4; ++v) {
      largest = Larger(largest, hn::Abs(sum[r][v]));
      if (sums != nullptr) hn::StoreU(sum[r][v], df, sums + r * kSumColumns + v * lanes);
      float* to = all ? out[r] + v * lanes : rest + v * lanes;
      hn::StoreU(all ? hn::Add(hn::LoadU(df, to), sum[r][v]) : sum[r][v], df, to);
    }
    for (std::size_t n = 0; !all && n < columns; ++n) out[r][n] += rest[n];
  }
  return largest;
}

float AddTile(const MatrixView& a, const float* tile, std::size_t columns, float* out, std::size_t out_stride,
              float* sums) {
  const DF df;
  const std::size_t step = 4 * hn::Lanes(df);
  VF largest = hn::Zero(df);
  for (std::size_t n = 0; n < columns; n += step) {
    for (std::size_t r = 0; r < a.rows; r += 2) {
      const bool two = r + 1 < a.rows;
      const float* const of[2] = {a.row(r), a.row(two ? r + 1 : r)};
      float* const to[2] = {out + r * out_stride + n, out + (two ? r + 1 : r) * out_stride + n};
      float* seen = sums == nullptr ? nullptr : sums + r * kSumColumns + n;
      largest = two ? AddRows<2>(of, a.cols, tile + n, columns - n, to, seen, largest)
                    : AddRows<1>(of, a.cols, tile + n, columns - n, to, seen, largest);
    }
  }
  return hn::GetLane(hn::MaxOfLanes(df, largest));
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron::inference {
HWY_EXPORT(LargestOf);
HWY_EXPORT(WidenMaxima);
HWY_EXPORT(RoundToCodes);
HWY_EXPORT(AddTile);
HWY_EXPORT(QuantizeRows);

void column_maxima(const OperandView& b, float* most) {
  std::fill_n(most, b.n, 0.0f);
  if (b.n_stride == 1) {
    for (std::size_t k = 0; k < b.k; ++k) {
      HWY_DYNAMIC_DISPATCH(WidenMaxima)(b.data + k * b.k_stride, b.n, b.factor, most);
    }
    return;
  }
  for (std::size_t n = 0; n < b.n; ++n) {
    if (b.k_stride == 1) {
      most[n] = HWY_DYNAMIC_DISPATCH(LargestOf)(b.data + n * b.n_stride, b.k, b.factor);
      continue;
    }
    for (std::size_t k = 0; k < b.k; ++k) most[n] = std::max(most[n], std::abs(b(k, n)));
  }
}

void copy_window(const OperandView& b, std::size_t first, std::size_t depth, std::size_t column,
                 std::size_t columns, float* to, std::size_t to_stride) {
  const float* from = b.data + first * b.k_stride + column * b.n_stride;
  if (b.k_stride != 1) {
    for (std::size_t k = 0; k < depth; ++k) {
      const float* HWY_RESTRICT line = from + k * b.k_stride;
      for (std::size_t n = 0; n < columns; ++n) to[k * to_stride + n] = line[n * b.n_stride] * b.factor;
    }
    return;
  }
  for (std::size_t n = 0; n < columns; ++n) {
    const float* HWY_RESTRICT line = from + n * b.n_stride;
    // The next window's part of this column: so many lines are more than the machine foresees.
    __builtin_prefetch(line + depth);
    for (std::size_t k = 0; k < depth; ++k) to[k * to_stride + n] = line[k] * b.factor;
  }
}

std::uint64_t quantize_rows(const float* values, std::size_t rows, const float* inverse, std::int32_t levels,
                            std::int32_t* out, std::size_t out_stride) {
  return HWY_DYNAMIC_DISPATCH(QuantizeRows)(values, rows, inverse, levels, out, out_stride);
}

void round_to_codes(float* values, std::size_t count, const float* to_code, std::size_t period, float top) {
  HWY_DYNAMIC_DISPATCH(RoundToCodes)(values, count, to_code, period, top);
}

float add_tile(MatrixView a, const float* tile, std::size_t columns, float* out, std::size_t out_stride,
               float* sums) {
  return HWY_DYNAMIC_DISPATCH(AddTile)(a, tile, columns, out, out_stride, sums);
}

}  // namespace tron::inference
#endif
