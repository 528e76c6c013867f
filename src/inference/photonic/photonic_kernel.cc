#include "inference/photonic/photonic_kernel.h"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/photonic/photonic_kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/kernels/vector_target.h"
#include "inference/photonic/add_bytes-inl.h"
#include "inference/photonic/noise-inl.h"
#include "inference/photonic/register_tiles.h"

HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace {
#if HWY_TARGET == HWY_SCALAR
std::uint64_t Multiply(const PackedLight& a, const PackedRings& b, const Conversion& conversion,
                       const NoisePosition& noise, const float* column_scale, float* out,
                       std::size_t out_stride, const ConverterColumns* converters) {
  return photonic_multiply_scalar(a, b, conversion, noise, column_scale, out, out_stride, converters);
}
#else
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::ScalableTag<float>;
using DI = hn::ScalableTag<std::int32_t>;
using DU = hn::ScalableTag<std::uint32_t>;
using VF = hn::Vec<DF>;
using VI = hn::Vec<DI>;

// A register tile is four rows by two vectors: eight accumulators hide the latency of the multiply-add and
// leave room for the deviates' tables in the 32 registers of AVX-512.
constexpr std::size_t kVectors = 2;
constexpr std::size_t kRows = kRowsTogether;
constexpr std::size_t kSlots = kRows * kVectors;
constexpr std::size_t kSlotWords = 4;
constexpr std::size_t kUsualChannels =
    16;  // compiled with its loops unrolled; other grids run the same code with loops
constexpr std::size_t kSlotBytes = kSlotWords * hn::MaxLanes(DF()) * sizeof(std::uint32_t);
static_assert(kSlots == 8 && kSlots > Philox::kRounds && kSlots == kTilesPerDraw,
              "a step converts one slot and runs one Philox round in each of its eight parts, and draws one "
              "slot a tile");

/// One register tile's dot products of one tile of wavelengths, waiting to be converted while the next ones
/// are multiplied.
struct Pending {
  HWY_ALIGN float difference[kSlots][hn::MaxLanes(DF())];
  HWY_ALIGN std::int32_t total[kSlots][hn::MaxLanes(DF())];
  const unsigned char* halves = nullptr;  ///< random halfwords of slot 0
  std::int32_t* sums = nullptr;           ///< accumulator of slot 0
  const std::int32_t* valid = nullptr;    ///< all ones where row and column exist
  const float* converters = nullptr;      ///< ConverterColumns' numbers of slot 0, where there are any
  const float* offset = nullptr;          ///< ConverterColumns' offsets of slot 0, where there are any
  // Where tiles have scales:
  const float* row_scale = nullptr;     ///< of slot 0; the next row's lies a row of tiles further
  const float* column_scale = nullptr;  ///< of slot 0
  float* scaled_sums = nullptr;         ///< takes the place of `sums`
};

/// What a kernel is compiled for: noise, converters that are not as designed, scales of tiles.
template <bool kHasNoise, bool kHasConverters, bool kHasScales>
struct Kind {
  static constexpr bool kNoisy = kHasNoise, kMade = kHasConverters, kScaled = kHasScales,
                        kTotals = kHasNoise || kHasConverters;
};

/// Constants and tables of one call.
struct Pass {
  const PackedLight& a;
  const PackedRings& b;
  const Conversion& conversion;
  const ConverterColumns* converters;
  std::span<const std::uint32_t> row_ids;
  std::uint32_t stream = 0;
  std::uint64_t keys[2 * Philox::kRounds] = {};
  float reach = 0;  ///< the least signal that the converter may not follow, limit + 1/2
  const TileScales& scales;
  GaussianTable table;
  std::uint64_t saturated = 0;
};

/// The larger of `most` and |x|, lane by lane; most >= 0.
HWY_INLINE VF LargerSize(VF most, VF x) {
#if HWY_TARGET == HWY_AVX3
  return VF{_mm512_range_ps(most.raw, x.raw, 0b1011)};
#else
  return hn::Max(most, hn::Abs(x));
#endif
}

/// A noisy signal on its way to the converter: signal, deviation of its noise, standard normal deviate.
struct Detected {
  VF signal, deviation, deviate;
};

/// A number of the converters of a slot's columns.
template <class K>
HWY_INLINE VF OfConverter(const Pending& p, std::size_t slot, ConverterColumns::Field field) {
  const DF df;
  return hn::Load(df, p.converters + field * kBlockColumns + slot % kVectors * hn::Lanes(df));
}

/// What a slot (row r, vector v) of what waits sees at the detector. Two steps, so that a caller can put
/// other work between the square root and its use.
template <class K>
HWY_INLINE Detected Detect(const Pass& s, const Pending& p, std::size_t slot) {
  const DF df;
  const DI di;
  const DU du;
  const Conversion& k = s.conversion;
  VF x = hn::Load(df, p.difference[slot]);
  if constexpr (!K::kTotals) return {x, x, x};
  const VF total = hn::ConvertTo(df, hn::Load(di, p.total[slot]));
  if constexpr (K::kMade) x = Fused(df, total, OfConverter<K>(p, slot, ConverterColumns::imbalance), x);
  if constexpr (!K::kNoisy) return {x, x, x};
  VF variance = Fused(df, total, Fused(df, total, hn::Set(df, k.total_squared), hn::Set(df, k.per_total)),
                      hn::Set(df, k.constant));
  variance = Fused(df, hn::Mul(x, x), hn::Set(df, k.difference_squared), variance);
  // p.halves points two bytes low for even tiles: that puts the low half of every word into the upper half of
  // a lane.
  const auto bits = hn::LoadU(du, reinterpret_cast<const std::uint32_t*>(p.halves + slot * kSlotBytes));
  return {x, hn::Sqrt(variance), GaussianOfHigh(df, s.table, bits)};
}

template <class K>
HWY_INLINE VF Signal(const Pass& s, const Pending& p, std::size_t slot, const Detected& detected) {
  const DF df;
  VF x = detected.signal;
  if constexpr (K::kNoisy) x = Fused(df, detected.deviation, detected.deviate, x);
  if constexpr (K::kMade) {
    const VF y = hn::Min(hn::Max(x, hn::Set(df, -s.converters->reach)), hn::Set(df, s.converters->reach));
    x = Fused(df, OfConverter<K>(p, slot, ConverterColumns::c3), y,
              OfConverter<K>(p, slot, ConverterColumns::c2));
    x = Fused(df, x, y, OfConverter<K>(p, slot, ConverterColumns::c1));
    x = Fused(df, x, y, OfConverter<K>(p, slot, ConverterColumns::c0));
  }
  return x;
}

HWY_INLINE std::size_t SumsAt(std::size_t slot) {
  return slot / kVectors * kBlockColumns + slot % kVectors * hn::Lanes(DI());
}

/// Conversion of one slot, limited, and accumulation times the scales of its tile.
template <class K>
HWY_INLINE void AddScaled(const Pass& s, const Pending& p, std::size_t slot, VF x) {
  const DF df;
  const DI di;
  const VI limit = hn::Set(di, s.conversion.limit);
  VF code = hn::ConvertTo(df, hn::Max(hn::Min(ToInteger(x), limit), hn::Neg(limit)));
  const std::size_t vector = slot % kVectors * hn::Lanes(df);
  if constexpr (K::kMade) code = hn::Sub(code, hn::Load(df, p.offset + vector));
  const VF scale =
      hn::Mul(hn::Set(df, p.row_scale[slot / kVectors * s.b.tiles]), hn::Load(df, p.column_scale + vector));
  float* HWY_RESTRICT sums = p.scaled_sums + SumsAt(slot);
  hn::Store(Fused(df, code, scale, hn::Load(df, sums)), df, sums);
}

/// Conversion and accumulation of one slot as if the converter had no limit; returns the larger of `most` and
/// the signal's size.
template <class K>
HWY_INLINE VF Convert(const Pass& s, const Pending& p, std::size_t slot, const Detected& detected, VF most) {
  const DI di;
  const VF x = Signal<K>(s, p, slot, detected);
  if constexpr (K::kScaled) {
    AddScaled<K>(s, p, slot, x);
    return LargerSize(most, x);
  }
  std::int32_t* HWY_RESTRICT sums = p.sums + SumsAt(slot);
  hn::Store(hn::Add(hn::Load(di, sums), ToInteger(x)), di, sums);
  return LargerSize(most, x);
}

/// Takes what lies beyond the converter's limit back out of the sums, where it is still in them, and counts
/// it. Few steps need this, so
/// the common path only watches for the largest signal.
template <class K>
HWY_NOINLINE void Limit(Pass& s, const Pending& p) {
  const DI di;
  const VI limit = hn::Set(di, s.conversion.limit);
  VI count = hn::Zero(di);
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    const VI code = ToInteger(Signal<K>(s, p, slot, Detect<K>(s, p, slot)));
    const VI kept = hn::Max(hn::Min(code, limit), hn::Neg(limit));
    const VI changed = hn::VecFromMask(di, hn::Ne(code, kept));
    count = hn::Sub(count, hn::And(changed, hn::Load(di, p.valid + SumsAt(slot))));
    if constexpr (!K::kScaled) {
      std::int32_t* sums = p.sums + SumsAt(slot);
      hn::Store(hn::Sub(hn::Load(di, sums), hn::Sub(code, kept)), di, sums);
    }
  }
  HWY_ALIGN std::int32_t lanes[hn::MaxLanes(di)];
  hn::Store(count, di, lanes);
  for (std::size_t i = 0; i < hn::Lanes(di); ++i) s.saturated += static_cast<std::uint32_t>(lanes[i]);
}

template <class K>
HWY_INLINE void LimitIfReached(Pass& s, const Pending& p, VF most) {
  const DF df;
  if (!hn::AllFalse(df, hn::Ge(most, hn::Set(df, s.reach)))) Limit<K>(s, p);
}

template <class K>
HWY_INLINE void Flush(Pass& s, const Pending& p) {
  VF most = hn::Zero(DF());
  for (std::size_t slot = 0; slot < kSlots; ++slot)
    most = Convert<K>(s, p, slot, Detect<K>(s, p, slot), most);
  LimitIfReached<K>(s, p, most);
}

/// Multiplies one tile of one item into `d` and `t`, converting what waits and drawing one slot of the next
/// item's random numbers in between: multiply-adds use other execution ports than integer and table work
/// does, and neither alone fills the machine.
template <class K, bool kVnni, std::size_t kChannels, bool kDraws>
HWY_INLINE void Step(Pass& s, Pending& p, const Item& item, std::size_t tile, const Item& next,
                     std::size_t draw, std::uint32_t* HWY_RESTRICT next_words) {
  const DF df;
  const DI di;
  [[maybe_unused]] const DU du;  // only where words are drawn
  const std::size_t lanes = hn::Lanes(df), channels = kChannels != 0 ? kChannels : s.b.wavelengths;
  const std::size_t quads = divide_up(channels, 4);
  const std::size_t row_floats = s.a.tiles * channels, row_bytes = s.a.tiles * quads * 4;
  VF d[kSlots];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kSlots; ++i) d[i] = hn::Zero(df);
  const float* HWY_RESTRICT bd = s.b.difference.data() + s.b.difference_at(item.block, tile) + item.column;
  const float* HWY_RESTRICT ad = s.a.difference.data() + item.row * row_floats + tile * channels;
  PhiloxState<DU> philox;
  Detected detected{};
  VF most = hn::Zero(df);
#pragma GCC unroll 8
  for (std::size_t part = 0; part < kSlots; ++part) {
#pragma GCC unroll 2
    for (std::size_t w = channels * part / kSlots; w < channels * (part + 1) / kSlots; ++w) {
      const VF b0 = hn::Load(df, bd + w * kBlockColumns), b1 = hn::Load(df, bd + w * kBlockColumns + lanes);
#pragma GCC unroll 4
      for (std::size_t r = 0; r < kRows; ++r) {
        const VF x = hn::Set(df, ad[r * row_floats + w]);
        d[2 * r] = Fused(df, x, b0, d[2 * r]);
        d[2 * r + 1] = Fused(df, x, b1, d[2 * r + 1]);
      }
    }
    if (part > 0) most = Convert<K>(s, p, part - 1, detected, most);
    detected = Detect<K>(s, p, part);
    if constexpr (kDraws) {
      if (part == 0) {
        const std::size_t column = next.block * kBlockColumns + next.column + draw % kVectors * lanes;
        philox.Start(static_cast<std::uint32_t>(column), s.row_ids[next.row + draw / kVectors],
                     static_cast<std::uint32_t>(next.group), s.stream, s.keys);
      } else if (part < Philox::kRounds) {
        philox.Round(s.keys + 2 * part);
      } else {
        philox.Store(next_words + draw * kSlotWords * lanes);
      }
    }
  }
  most = Convert<K>(s, p, kSlots - 1, detected, most);
  LimitIfReached<K>(s, p, most);
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kSlots; ++i) hn::Store(d[i], df, p.difference[i]);
  if constexpr (K::kTotals) {
    VI t[kSlots];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kSlots; ++i) t[i] = hn::Zero(di);
    const std::int8_t* HWY_RESTRICT bt = s.b.total.data() + s.b.total_at(item.block, tile) + 4 * item.column;
    const std::uint8_t* HWY_RESTRICT at = s.a.total.data() + item.row * row_bytes + tile * quads * 4;
    for (std::size_t q = 0; q < quads; ++q, bt += 4 * kBlockColumns, at += 4) {
#pragma GCC unroll 4
      for (std::size_t r = 0; r < kRows; ++r) {
        t[2 * r] = AddBytes<kVnni>(t[2 * r], at + r * row_bytes, bt);
        t[2 * r + 1] = AddBytes<kVnni>(t[2 * r + 1], at + r * row_bytes, bt + 4 * lanes);
      }
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kSlots; ++i) hn::Store(t[i], di, p.total[i]);
  }
}

template <class K, bool kVnni, std::size_t kChannels>
void RunBlock(Pass& s, std::size_t block, std::size_t columns, Sums& sums) {
  const DU du;
  const std::size_t lanes = hn::Lanes(du), step = kVectors * lanes;
  const std::size_t groups = divide_up(s.b.tiles, kTilesPerDraw), end = round_up(columns, step);
  // Words of the item that is multiplied, of the next one, and of the one whose last tile still waits, behind
  // a vector of padding: halfword loads reach two bytes below.
  constexpr std::size_t kSet = kSlots * kSlotWords * hn::MaxLanes(DU());
  HWY_ALIGN std::uint32_t storage[3 * kSet + hn::MaxLanes(DU())] = {};
  const auto words = [&](std::size_t set) { return storage + lanes + set % 3 * kSet; };
  // Nothing waits at first: what stands there is dark and goes to sums that nobody reads, and no lane of it
  // counts.
  HWY_ALIGN std::int32_t unread[kRows * kBlockColumns] = {}, invalid[kRows * kBlockColumns] = {};
  Pending pending{};
  pending.halves = reinterpret_cast<const unsigned char*>(storage + lanes);
  pending.sums = unread;
  pending.valid = invalid;
  HWY_ALIGN float unread_converters[ConverterColumns::kFields * kBlockColumns] = {};
  pending.converters = unread_converters;
  HWY_ALIGN float unread_sums[kRows * kBlockColumns] = {};
  const std::vector<float> dark(kRows * s.b.tiles);
  pending.offset = pending.column_scale = unread_converters;
  pending.row_scale = dark.data();
  pending.scaled_sums = unread_sums;
  Item item{block, 0, 0, 0}, next = item;
  for (std::size_t slot = 0; K::kNoisy && slot < kSlots; ++slot) {
    PhiloxState<DU> philox;
    philox.Start(static_cast<std::uint32_t>(block * kBlockColumns + slot % kVectors * lanes),
                 s.row_ids[slot / kVectors], 0, s.stream, s.keys);
    for (int round = 1; round < Philox::kRounds; ++round) philox.Round(s.keys + 2 * round);
    philox.Store(words(0) + slot * kSlotWords * lanes);
  }
  std::size_t current = 0;
  for (bool more = true; more; item = next, ++current) {
    more = advance(next, groups, s.a.rows, end, step);
    const std::size_t first = item.group * kTilesPerDraw, last = std::min(first + kTilesPerDraw, s.b.tiles);
    // The last group of a row may be short of tiles; its steps then draw what they can and the loop below
    // draws the rest.
    for (std::size_t tile = first; tile < std::max(last, first + (more && K::kNoisy ? kSlots : 0)); ++tile) {
      if (tile < last) {
        if (K::kNoisy && more) {
          Step<K, kVnni, kChannels, K::kNoisy>(s, pending, item, tile, next, tile - first,
                                               words(current + 1));
        } else {
          Step<K, kVnni, kChannels, false>(s, pending, item, tile, next, 0, nullptr);
        }
        const std::size_t at = item.row * kBlockColumns + item.column;
        pending.halves = reinterpret_cast<const unsigned char*>(words(current) + (tile - first) / 2 * lanes) -
                         ((tile - first) % 2 == 0 ? 2 : 0);
        pending.sums = sums.codes.data() + at;
        pending.valid = sums.valid.data() + at;
        if constexpr (K::kMade) {
          pending.converters = s.converters->number.data() +
                               ConverterColumns::at(block * kBlockColumns, ConverterColumns::imbalance) +
                               item.column;
          pending.offset = s.converters->offset.data() + block * kBlockColumns + item.column;
        }
        if constexpr (K::kScaled) {
          pending.scaled_sums = sums.scaled.data() + at;
          pending.row_scale = s.scales.rows.data() + item.row * s.b.tiles + tile;
          pending.column_scale =
              s.scales.columns.data() + (block * s.b.tiles + tile) * kBlockColumns + item.column;
        }
      } else {
        const std::size_t slot = tile - first;
        PhiloxState<DU> philox;
        philox.Start(
            static_cast<std::uint32_t>(block * kBlockColumns + next.column + slot % kVectors * lanes),
            s.row_ids[next.row + slot / kVectors], static_cast<std::uint32_t>(next.group), s.stream, s.keys);
        for (int round = 1; round < Philox::kRounds; ++round) philox.Round(s.keys + 2 * round);
        philox.Store(words(current + 1) + slot * kSlotWords * lanes);
      }
    }
  }
  Flush<K>(s, pending);
}

/// What is rare takes loops, which compile in a fraction of the time: processors that do not fuse (from
/// before 2013), chips of their own with scales of tiles, and all but the plain kind on AVX-512 without VNNI.
template <class K, bool kVnni>
constexpr bool kUnrolled = HWY_NATIVE_FMA && !(K::kMade && K::kScaled) &&
                           (HWY_TARGET != HWY_AVX3 || kVnni || !(K::kMade || K::kScaled));

template <class K, bool kVnni>
std::uint64_t MultiplyImpl(Pass& s, const float* HWY_RESTRICT column_scale, float* HWY_RESTRICT out,
                           std::size_t out_stride) {
  Sums sums(s.a.rows, K::kScaled);
  for (std::size_t block = 0; block < s.b.blocks; ++block) {
    const std::size_t columns = std::min(kBlockColumns, s.b.n - block * kBlockColumns);
    sums.start(s.a.rows, columns);
    if constexpr (kUnrolled<K, kVnni>) {
      if (s.b.wavelengths == kUsualChannels) {
        RunBlock<K, kVnni, kUsualChannels>(s, block, columns, sums);
      } else {
        RunBlock<K, kVnni, 0>(s, block, columns, sums);
      }
    } else {
      RunBlock<K, kVnni, 0>(s, block, columns, sums);
    }
    for (std::size_t row = 0; row < s.a.rows; ++row) {
      for (std::size_t c = 0; c < columns; ++c) {
        const std::size_t column = block * kBlockColumns + c;
        if constexpr (K::kScaled) {
          out[row * out_stride + column] = sums.scaled[row * kBlockColumns + c] * column_scale[column];
          continue;
        }
        const auto sum = static_cast<float>(sums.codes[row * kBlockColumns + c]);
        const float bias = K::kMade ? s.converters->bias[column] : 0;
        out[row * out_stride + column] = (K::kMade ? sum - bias : sum) * column_scale[column];
      }
    }
  }
  return s.saturated;
}

std::uint64_t Multiply(const PackedLight& a, const PackedRings& b, const Conversion& conversion,
                       const NoisePosition& noise, const float* column_scale, float* out,
                       std::size_t out_stride, const ConverterColumns* converters) {
  // Rows are taken four at a time: A is packed with that many, and the rows past the end repeat the last
  // one's noise.
  std::vector<std::uint32_t> ids(noise.row_ids.begin(), noise.row_ids.begin() + a.rows);
  ids.resize(round_up(a.rows, kRows), ids.empty() ? 0 : ids.back());
  const TileScales scales(a, b);
  Pass s{a,          b,
         conversion, converters,
         ids,        static_cast<std::uint32_t>(Purpose::detector) | noise.product << 8,
         {},         static_cast<float>(conversion.limit) + 0.5f,
         scales,     {},
         0};
  PhiloxKeys(noise.seed, s.keys);
  const auto run = [&]<bool kVnni>(std::bool_constant<kVnni>) {
    // A conversion without noise is one whose noise is 0: only the plain product has a kind of its own for
    // it.
    if (scales.any) {
      return converters == nullptr
                 ? MultiplyImpl<Kind<true, false, true>, kVnni>(s, column_scale, out, out_stride)
                 : MultiplyImpl<Kind<true, true, true>, kVnni>(s, column_scale, out, out_stride);
    }
    if (converters != nullptr) {
      return MultiplyImpl<Kind<true, true, false>, kVnni>(s, column_scale, out, out_stride);
    }
    return conversion.noisy()
               ? MultiplyImpl<Kind<true, false, false>, kVnni>(s, column_scale, out, out_stride)
               : MultiplyImpl<Kind<false, false, false>, false>(s, column_scale, out, out_stride);
  };
#if HWY_TARGET == HWY_AVX3
  if (vnni_in_use()) return run(std::true_type());
#endif
  return run(std::false_type());
}
#endif  // HWY_TARGET == HWY_SCALAR

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron::inference {
HWY_EXPORT(Multiply);

std::uint64_t photonic_multiply(const PackedLight& a, const PackedRings& b, const Conversion& conversion,
                                const NoisePosition& noise, const float* column_scale, float* out,
                                std::size_t out_stride, const ConverterColumns* converters) {
  return HWY_DYNAMIC_DISPATCH(Multiply)(a, b, conversion, noise, column_scale, out, out_stride, converters);
}

}  // namespace tron::inference
#endif
