#include "inference/reference/digital_kernel.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/reference/digital_kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/kernels/aligned.h"
#include "inference/kernels/fused-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::CappedTag<float, 16>;
using VF = hn::Vec<DF>;

// A register tile is up to kMostRows rows by two vectors of columns: as many sums as the registers hold
// beside the vectors of b and one of a.
constexpr std::size_t kLanes = hn::MaxLanes(DF());
constexpr std::size_t kTileColumns = 2 * kLanes;
// A panel of columns is packed at a time, since rows of b lie in different pages of memory. Its strips,
// [k][kTileColumns], are worked on one after another: one fits the first-level cache.
constexpr std::size_t kPanel = 32;
constexpr std::size_t kStrip = kChainDepth * kTileColumns;
static_assert(kPanel % kTileColumns == 0);

/// Where column n of a panel begins.
HWY_INLINE std::size_t StripAt(std::size_t n) {
  return n / kTileColumns * kStrip + n % kTileColumns;
}
#if HWY_TARGET == HWY_AVX3
constexpr std::size_t kMostRows = 12;
#else
constexpr std::size_t kMostRows = 6;
#endif

/// What is packed next: `lines` pieces of memory of `floats` each.
struct Ahead {
  const float* from = nullptr;
  std::size_t stride = 0, lines = 0, floats = 0;

  /// Asks for its share number `part` of `parts`, while others are computed with: lines so far apart are more
  /// than the machine foresees.
  HWY_INLINE void fetch(std::size_t part, std::size_t parts) const {
    const std::size_t last = (part + 1) * lines / parts;
    for (std::size_t line = part * lines / parts; line < last; ++line) {
      const float* const at = from + line * stride;
      for (std::size_t i = 0; i < floats; i += 16) __builtin_prefetch(at + i, 0, 2);
      __builtin_prefetch(at + floats - 1, 0, 2);
    }
  }
};

/// One chain of a panel of columns of b.
struct Chain {
  const float* b = nullptr;  ///< row of its first k
  std::size_t b_stride = 0;  ///< from one k to the next
  std::size_t b_strip = 0;   ///< from one tile's columns to the next's
  std::size_t depth = 0, columns = 0;
  bool first = true;  ///< of its columns: what `out` holds is not part of the sum
  float factor = 1;   ///< one but for the last
  Ahead ahead;
};

/// What a vector of `out` becomes once a chain's sum is known.
HWY_INLINE VF Joined(const Chain& c, VF sum, const float* out) {
  const DF df;
  if (!c.first) sum = hn::Add(hn::LoadU(df, out), sum);
  return hn::Mul(sum, hn::Set(df, c.factor));
}

/// A function of its own: inlined beside its like, its loop would not keep all in registers.
template <std::size_t kRows, std::size_t kVectors>
HWY_NOINLINE void Tile(const Chain& c, const float* HWY_RESTRICT b, MatrixView a, float* out,
                       std::size_t out_stride) {
  const DF df;
  VF sum[kRows][kVectors];
#pragma GCC unroll 12
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) sum[r][v] = hn::Zero(df);
  }
  const float* HWY_RESTRICT x0 = a.data;
  for (std::size_t k = 0; k < c.depth; ++k, b += c.b_stride, ++x0) {
    VF column[kVectors];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) column[v] = hn::LoadU(df, b + v * kLanes);
#pragma GCC unroll 12
    for (std::size_t r = 0; r < kRows; ++r) {
      const VF x = hn::Set(df, x0[r * a.stride]);
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kVectors; ++v) sum[r][v] = Fused(df, x, column[v], sum[r][v]);
    }
  }
#pragma GCC unroll 12
  for (std::size_t r = 0; r < kRows; ++r, out += out_stride) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v)
      hn::StoreU(Joined(c, sum[r][v], out + v * kLanes), df, out + v * kLanes);
  }
}

/// The tile of a.rows rows, at most kRows.
template <std::size_t kRows, std::size_t kVectors>
HWY_INLINE void TileOf(const Chain& c, const float* b, MatrixView a, float* out, std::size_t out_stride) {
  if (a.rows == kRows) {
    Tile<kRows, kVectors>(c, b, a, out, out_stride);
  } else if constexpr (kRows > 1) {
    TileOf<kRows - 1, kVectors>(c, b, a, out, out_stride);
  }
}

/// All rows of a, in tiles of as equal sizes as can be: small ones leave the multiply-adds waiting. `out` has
/// room for full tiles.
void RunChain(const Chain& c, MatrixView a, float* out, std::size_t out_stride) {
  const std::size_t tiles = (a.rows + kMostRows - 1) / kMostRows,
                    strips = (c.columns + kTileColumns - 1) / kTileColumns;
  for (std::size_t s = 0; s < strips; ++s) {
    const float* const b = c.b + s * c.b_strip;
    const bool narrow = c.columns - s * kTileColumns <= kLanes;
    for (std::size_t t = 0; t < tiles; ++t) {
      const std::size_t first = t * a.rows / tiles, rows = (t + 1) * a.rows / tiles - first;
      const MatrixView part = a.window(first, rows, 0, c.depth);
      float* const to = out + first * out_stride + s * kTileColumns;
      if (tiles > 1) c.ahead.fetch(s * tiles + t, strips * tiles);
      if (narrow) {
        TileOf<kMostRows, 1>(c, b, part, to, out_stride);
      } else {
        TileOf<kMostRows, 2>(c, b, part, to, out_stride);
      }
    }
  }
}

#if HWY_TARGET != HWY_SCALAR
/// Four by four places, from rows to columns.
HWY_INLINE void TurnFour(const float* HWY_RESTRICT from, std::size_t stride, float* HWY_RESTRICT to) {
  const hn::FixedTag<float, 4> d4;
  const hn::FixedTag<double, 2> d2;
  const auto a = hn::LoadU(d4, from), b = hn::LoadU(d4, from + stride), c = hn::LoadU(d4, from + 2 * stride),
             d = hn::LoadU(d4, from + 3 * stride);
  const auto ab_low = hn::BitCast(d2, hn::InterleaveLower(d4, a, b)),
             ab_high = hn::BitCast(d2, hn::InterleaveUpper(d4, a, b)),
             cd_low = hn::BitCast(d2, hn::InterleaveLower(d4, c, d)),
             cd_high = hn::BitCast(d2, hn::InterleaveUpper(d4, c, d));
  hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(d2, ab_low, cd_low)), d4, to);
  hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(d2, ab_low, cd_low)), d4, to + kTileColumns);
  hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(d2, ab_high, cd_high)), d4, to + 2 * kTileColumns);
  hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(d2, ab_high, cd_high)), d4, to + 3 * kTileColumns);
}
#endif

/// Columns that lie along memory.
void PackTurned(const float* from, std::size_t stride, std::size_t depth, std::size_t columns, float* panel) {
  std::size_t n = 0;
#if HWY_TARGET != HWY_SCALAR
  for (; n + 4 <= columns; n += 4) {
    const float* HWY_RESTRICT line = from + n * stride;
    float* HWY_RESTRICT to = panel + StripAt(n);
    std::size_t k = 0;
    for (; k + 4 <= depth; k += 4) TurnFour(line + k, stride, to + k * kTileColumns);
    for (; k < depth; ++k) {
      for (std::size_t i = 0; i < 4; ++i) to[k * kTileColumns + i] = line[i * stride + k];
    }
  }
#endif
  for (; n < kPanel; ++n) {
    float* HWY_RESTRICT to = panel + StripAt(n);
    for (std::size_t k = 0; k < depth; ++k) to[k * kTileColumns] = n < columns ? from[n * stride + k] : 0;
  }
}

/// Not memcpy: for so few bytes the compiler writes an instruction that takes longer to start than to copy.
HWY_INLINE void CopyRow(const float* HWY_RESTRICT from, std::size_t count, float* HWY_RESTRICT to) {
  const DF df;
  const hn::CappedTag<float, 4> d4;
  std::size_t n = 0;
  for (; n + kLanes <= count; n += kLanes) hn::StoreU(hn::LoadU(df, from + n), df, to + n);
  for (; n + hn::Lanes(d4) <= count; n += hn::Lanes(d4)) hn::StoreU(hn::LoadU(d4, from + n), d4, to + n);
#pragma GCC unroll 1
  for (; n < count; ++n) to[n] = from[n];
}

/// Rows that lie along memory, in whole or with zeros up to a panel's end.
void PackPlain(const float* from, std::size_t stride, std::size_t depth, std::size_t columns, float* panel) {
  for (std::size_t k = 0; k < depth; ++k, from += stride) {
    HWY_ALIGN float padded[kPanel] = {};
    if (columns < kPanel) CopyRow(from, columns, padded);
    const float* row = columns < kPanel ? padded : from;
    for (std::size_t n = 0; n < kPanel; n += kTileColumns)
      CopyRow(row + n, kTileColumns, panel + n * kChainDepth + k * kTileColumns);
  }
}

/// The chain after that from k on: of the same columns, else the first one of the next.
Ahead after(const OperandView& b, std::size_t column, std::size_t k) {
  k += kChainDepth;
  if (k >= b.k) k = 0, column += kPanel;
  if (column >= b.n) return {};
  const std::size_t depth = std::min(kChainDepth, b.k - k), columns = std::min(kPanel, b.n - column);
  const float* from = b.data + k * b.k_stride + column * b.n_stride;
  if (b.n_stride == 1) return {from, b.k_stride, depth, columns};
  return {from, b.n_stride, columns, depth};
}

/// A panel of b from `column` on, to full tiles of `out`.
void MultiplyPanel(MatrixView a, const OperandView& b, std::size_t column, float* out,
                   std::size_t out_stride) {
  HWY_ALIGN float panel[kChainDepth * kPanel];
  const bool plain = b.n_stride == 1;
  Chain chain;
  chain.columns = std::min(kPanel, b.n - column);
  // Rows of one tile read b once: where its vectors lie ready, a copy would be for nothing.
  const bool direct = plain && a.rows <= kMostRows && chain.columns == kPanel;
  for (std::size_t k = 0; k < b.k; k += kChainDepth) {
    const float* from = b.data + k * b.k_stride + column * b.n_stride;
    chain.depth = std::min(kChainDepth, b.k - k);
    chain.first = k == 0;
    chain.factor = k + chain.depth == b.k ? b.factor : 1;
    chain.ahead = after(b, column, k);
    chain.b = direct ? from : panel;
    chain.b_stride = direct ? b.k_stride : kTileColumns;
    chain.b_strip = direct ? kTileColumns : kStrip;
    if (!direct && plain) PackPlain(from, b.k_stride, chain.depth, chain.columns, panel);
    if (!plain) PackTurned(from, b.n_stride, chain.depth, chain.columns, panel);
    RunChain(chain, a.window(0, a.rows, k, chain.depth), out, out_stride);
  }
}

void DigitalMultiply(const MatrixView& a, const OperandView& b, float* out, std::size_t out_stride) {
  const std::size_t whole = b.n / kPanel * kPanel, rest = b.n - whole;
  for (std::size_t column = 0; column < whole; column += kPanel)
    MultiplyPanel(a, b, column, out + column, out_stride);
  if (rest == 0) return;
  RawVector<float> last(a.rows * kPanel);
  MultiplyPanel(a, b, whole, last.data(), kPanel);
  for (std::size_t r = 0; r < a.rows; ++r)
    CopyRow(last.data() + r * kPanel, rest, out + r * out_stride + whole);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron::inference {
HWY_EXPORT(DigitalMultiply);

void digital_multiply(MatrixView a, const OperandView& b, float* out, std::size_t out_stride) {
  if (b.k > 0) {
    HWY_DYNAMIC_DISPATCH(DigitalMultiply)(a, b, out, out_stride);
    return;
  }
  for (std::size_t r = 0; r < a.rows; ++r) std::fill_n(out + r * out_stride, b.n, 0.0f);
}

}  // namespace tron::inference
#endif
