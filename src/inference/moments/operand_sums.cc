#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/moments/operand_sums.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/moments/moments_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::CappedTag<float, 16>;
using DI = hn::RebindToSigned<DF>;
using VF = hn::Vec<DF>;
using VI = hn::Vec<DI>;

/// Sixteen sums run side by side whatever the vectors' length, so that every instruction set adds in the same
/// order.
constexpr std::size_t kTogether = 16;

/// The sum of the four bytes of every lane, each at most 127.
HWY_INLINE VI SumOfBytes(VI bytes) {
  const DI di;
  const VI even = hn::And(bytes, hn::Set(di, 0x00FF00FF));
  const VI odd = hn::And(hn::ShiftRight<8>(bytes), hn::Set(di, 0x00FF00FF));
  const VI pairs = hn::Add(even, odd);
  return hn::Add(hn::And(pairs, hn::Set(di, 0xFFFF)), hn::ShiftRight<16>(pairs));
}

HWY_INLINE VI LoadBytes(const void* HWY_RESTRICT from) {
  const DI di;
  HWY_ALIGN std::int32_t lane[hn::MaxLanes(di)];
  __builtin_memcpy(lane, from, hn::Lanes(di) * sizeof(std::int32_t));
  return hn::Load(di, lane);
}

float SquaresOf(const float* HWY_RESTRICT x, std::size_t count) {
  const DF df;
  constexpr std::size_t kVectors = kTogether / hn::MaxLanes(df);
  HWY_ALIGN float sum[kTogether] = {};
  const std::size_t whole = count / kTogether * kTogether;
  VF s[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) s[v] = hn::Zero(df);
  for (std::size_t i = 0; i < whole; i += kTogether) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      const VF d = hn::LoadU(df, x + i + v * hn::MaxLanes(df));
      s[v] = hn::Add(s[v], hn::Mul(d, d));
    }
  }
  for (std::size_t v = 0; v < kVectors; ++v) hn::Store(s[v], df, sum + v * hn::MaxLanes(df));
  for (std::size_t i = whole; i < count; ++i) sum[i - whole] += x[i] * x[i];
  float all = 0;
  for (const float part : sum) all += part;
  return all;
}

std::int64_t TotalOf(const std::uint8_t* HWY_RESTRICT x, std::size_t bytes) {
  const DI di;
  const std::size_t step = 4 * hn::Lanes(di), whole = bytes / step * step;
  VI sum = hn::Zero(di);
  for (std::size_t i = 0; i < whole; i += step) sum = hn::Add(sum, SumOfBytes(LoadBytes(x + i)));
  HWY_ALIGN std::int32_t lane[hn::MaxLanes(di)];
  hn::Store(sum, di, lane);
  std::int64_t all = 0;
  for (std::size_t i = 0; i < hn::Lanes(di); ++i) all += lane[i];
  for (std::size_t i = whole; i < bytes; ++i) all += x[i];
  return all;
}

void LightSums(const PackedLight& a, OperandSums& out) {
  const std::size_t depth = a.tiles * a.wavelengths, bytes = a.tiles * a.quads() * 4;
  for (std::size_t r = 0; r < a.rows; ++r) {
    out.total[r] = static_cast<float>(TotalOf(a.total.data() + r * bytes, bytes));
    out.squares[r] = SquaresOf(a.difference.data() + r * depth, depth);
  }
}

/// One vector of columns of one block.
HWY_INLINE void ColumnSums(const PackedRings& b, std::size_t block, std::size_t c, OperandSums& out) {
  const DF df;
  const DI di;
  VF squares = hn::Zero(df);
  VI total = hn::Zero(di);
  const float* HWY_RESTRICT d = b.difference.data() + b.difference_at(block, 0) + c;
  for (std::size_t k = 0; k < b.tiles * b.wavelengths; ++k, d += kBlockColumns) {
    const VF x = hn::Load(df, d);
    squares = hn::Add(squares, hn::Mul(x, x));
  }
  const std::int8_t* HWY_RESTRICT t = b.total.data() + b.total_at(block, 0) + 4 * c;
  for (std::size_t quad = 0; quad < b.tiles * b.quads(); ++quad, t += 4 * kBlockColumns) {
    total = hn::Add(total, SumOfBytes(LoadBytes(t)));
  }
  hn::Store(squares, df, out.squares.data() + block * kBlockColumns + c);
  hn::Store(hn::ConvertTo(df, total), df, out.total.data() + block * kBlockColumns + c);
}

void RingSums(const PackedRings& b, OperandSums& out) {
  for (std::size_t block = 0; block < b.blocks; ++block) {
    for (std::size_t c = 0; c < kBlockColumns; c += hn::Lanes(DF())) ColumnSums(b, block, c, out);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron::inference {
HWY_EXPORT(LightSums);
HWY_EXPORT(RingSums);

OperandSums sums_of(const PackedLight& a) {
  OperandSums out{AlignedVector<float>(a.rows), AlignedVector<float>(a.rows), {}};
  HWY_DYNAMIC_DISPATCH(LightSums)(a, out);
  return out;
}

OperandSums sums_of(const PackedRings& b) {
  OperandSums out{
      AlignedVector<float>(b.blocks * kBlockColumns), AlignedVector<float>(b.blocks * kBlockColumns), {}};
  HWY_DYNAMIC_DISPATCH(RingSums)(b, out);
  return out;
}

}  // namespace tron::inference
#endif
