#include "inference/photonic/encoding_kernel.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/photonic/encoding_kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/photonic/photonic_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::CappedTag<float, 16>;
using DI = hn::RebindToSigned<DF>;
using VF = hn::Vec<DF>;
using Mask = hn::Mask<DF>;

/// Two vectors of columns are worked on at once; a ring's powers lie [term][plus 0, plus 1, minus 0, minus
/// 1].
constexpr std::size_t kTogether = 2;

/// The polynomial p, highest power first, at x. Whether multiply-adds are fused does not matter here: the
/// bounds of EncodingSeries hold for two roundings.
HWY_INLINE VF Horner(const std::vector<float>& p, VF x) {
  const DF df;
  VF sum = hn::Set(df, p[0]);
  for (std::size_t k = 1; k < p.size(); ++k) sum = hn::MulAdd(sum, x, hn::Set(df, p[k]));
  return sum;
}

/// One ring of some columns, lifted out of resonance in one arm.
struct Lifted {
  VF square, u;  ///< u^2, u
  Mask minus;    ///< in the minus arm
};

HWY_INLINE Lifted RingOf(const EncodingSeries::Ring& ring, VF lift, VF minus_over_plus) {
  const DF df;
  const VF one = hn::Set(df, 1.0f);
  const Mask minus = hn::Lt(lift, hn::Zero(df));
  const VF most = hn::Set(df, ring.contrast), size = hn::Abs(lift);
  const VF below = hn::Sub(hn::IfThenElse(minus, hn::MulAdd(most, minus_over_plus, most), most), size);
  const VF square = hn::Div(hn::Mul(size, hn::Set(df, ring.per_lift)), hn::Max(below, hn::Set(df, 1e-6f)));
  const VF kept = hn::Min(square, one);
  return {kept, hn::Sqrt(kept), minus};
}

/// The ring in gains e^plus and e^minus of those of resting neighbours:
/// lift = level / gain_plus + floor (gain_minus / gain_plus - 1) in the plus arm, its negative times
/// gain_plus / gain_minus in the minus arm.
HWY_INLINE Lifted Solve(const EncodingSeries& s, const EncodingSeries::Ring& ring, VF level, VF plus,
                        VF minus) {
  const DF df;
  const VF less = hn::Neg(plus), apart = hn::Sub(minus, plus);
  const VF ratio = hn::Mul(apart, Horner(s.exponential, apart));
  const VF wanted = hn::Mul(level, hn::Set(df, ring.unit));
  const VF own = hn::MulAdd(wanted, hn::Mul(less, Horner(s.exponential, less)), wanted);
  return RingOf(ring, hn::MulAdd(hn::Set(df, ring.floor), ratio, own), ratio);
}

/// The strip's state: two vectors of columns.
struct Strip {
  const EncodingSeries& series;
  const std::int32_t* HWY_RESTRICT levels;
  float* HWY_RESTRICT powers;
  float* HWY_RESTRICT gains;  ///< [channel][plus 0, plus 1, minus 0, minus 1], ln of them in the last round
  float* HWY_RESTRICT detuning;
  VF zeros[kTogether], change[kTogether], room[kTogether];

  HWY_INLINE VF Level(std::size_t j, std::size_t v) const {
    const DI di;
    return hn::ConvertTo(DF(), hn::LoadU(di, levels + j * kBlockColumns + v * hn::Lanes(di)));
  }
  HWY_INLINE float* GainsOf(std::size_t i) const { return gains + i * 2 * kTogether * hn::Lanes(DF()); }
  HWY_INLINE float* PowersOf(std::size_t j) const {
    return powers + j * series.most_terms * 2 * kTogether * hn::Lanes(DF());
  }
};

HWY_INLINE void StorePowers(const Strip& strip, std::size_t j, std::size_t v, const Lifted& ring,
                            int powers) {
  if (powers == 0) return;  // where no round wants any, there is no room for them either
  const DF df;
  const std::size_t lanes = hn::Lanes(df);
  float* HWY_RESTRICT to = strip.PowersOf(j) + v * lanes;
  const VF plus = hn::IfThenZeroElse(ring.minus, ring.u), minus = hn::IfThenElseZero(ring.minus, ring.u);
  VF p = plus, m = minus;
  for (int k = 0; k < powers; ++k) {
    hn::Store(p, df, to);
    hn::Store(m, df, to + kTogether * lanes);
    p = hn::Mul(p, plus), m = hn::Mul(m, minus);
    to += 2 * kTogether * lanes;
  }
}

/// Writes the codes' detunings and takes down how much doubt each leaves room for.
HWY_INLINE void StoreDetuning(Strip& strip, std::size_t j, std::size_t v, const Lifted& ring) {
  const DF df;
  const EncodingSeries& s = strip.series;
  const VF code = hn::Mul(ring.u, Horner(s.code, ring.square)), whole = hn::Round(code);
  const VF lifted = hn::MulAdd(hn::Set(df, s.rings[j].lift_range), ring.square, hn::Set(df, 1.0f));
  const VF error = hn::Mul(lifted, hn::MulAdd(hn::Set(df, s.rings[j].unsure), lifted, ring.square));
  const VF inside = hn::Sub(hn::Set(df, 0.5f), hn::Abs(hn::Sub(code, whole)));
  const VF apart = hn::Sub(inside, hn::Mul(code, hn::Set(df, s.code_error)));
  const VF room = hn::Mul(apart, hn::Add(ring.u, hn::Set(df, s.least_edge)));
  // Certain where room > error * doubt; the doubt is known when every channel has been seen.
  strip.room[v] = hn::Min(strip.room[v], hn::Div(room, hn::Max(error, hn::Set(df, 1e-30f))));
  const VF share = hn::GatherIndex(df, s.share.data(), hn::ConvertTo(DI(), whole));
  float* HWY_RESTRICT to = strip.detuning + j * kBlockColumns + v * hn::Lanes(df);
  hn::Store(hn::IfThenZeroElse(ring.minus, share), df, to);
  hn::Store(hn::IfThenElseZero(ring.minus, share), df, to + s.channels * kBlockColumns);
}

HWY_INLINE void FirstGuess(Strip& strip) {
  const DF df;
  for (std::size_t v = 0; v < kTogether; ++v) {
    strip.zeros[v] = strip.change[v] = hn::Zero(df), strip.room[v] = hn::Set(df, 1e30f);
  }
  for (int j = 0; j < strip.series.channels; ++j) {
    const EncodingSeries::Ring& ring = strip.series.rings[j];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kTogether; ++v) {
      const VF level = strip.Level(j, v);
      for (const std::size_t arm : {v, kTogether + v}) {
        hn::Store(hn::Set(df, ring.middle), df, strip.GainsOf(j) + arm * hn::Lanes(df));
      }
      const VF one = hn::IfThenElseZero(hn::Eq(level, hn::Zero(df)), hn::Set(df, 1.0f));
      strip.zeros[v] = hn::Add(strip.zeros[v], one);
      StorePowers(strip, j, v,
                  RingOf(ring, hn::Mul(level, hn::Set(df, ring.unit * ring.start)), hn::Zero(df)),
                  strip.series.rounds[0].powers);
    }
  }
}

/// ln of the gains of two channels in both arms, [channel][plus 0, plus 1, minus 0, minus 1], from the rings'
/// present powers.
HWY_INLINE const float* Gains(const Strip& strip, const std::int32_t* terms, const float* HWY_RESTRICT c,
                              VF (&sum)[4 * kTogether]) {
  const DF df;
  const std::size_t lanes = hn::Lanes(df);
#pragma GCC unroll 8
  for (std::size_t v = 0; v < 4 * kTogether; ++v) sum[v] = hn::Zero(df);
  for (int j = 0; j < strip.series.channels; ++j) {
    const float* HWY_RESTRICT x = strip.PowersOf(j);
    for (int k = 0; k < terms[j]; ++k, c += 2, x += 2 * kTogether * lanes) {
      const VF one = hn::Set(df, c[0]), other = hn::Set(df, c[1]);
#pragma GCC unroll 4
      for (std::size_t v = 0; v < 2 * kTogether; ++v) {
        const VF power = hn::Load(df, x + v * lanes);
        sum[v] = hn::MulAdd(one, power, sum[v]);
        sum[2 * kTogether + v] = hn::MulAdd(other, power, sum[2 * kTogether + v]);
      }
    }
  }
  return c;
}

/// Keeps the gains of a channel for the next round, or takes down by how much the last one changed them.
template <bool kLast>
HWY_INLINE void CompareGains(Strip& strip, std::size_t i, const VF* sum) {
  const DF df;
#pragma GCC unroll 4
  for (std::size_t v = 0; v < 2 * kTogether; ++v) {
    float* HWY_RESTRICT kept = strip.GainsOf(i) + v * hn::Lanes(df);
    if constexpr (kLast) {
      VF& change = strip.change[v % kTogether];
      change = hn::Max(change, hn::Abs(hn::Sub(sum[v], hn::Load(df, kept))));
    } else {
      hn::Store(sum[v], df, kept);
    }
  }
}

/// One round over all rings, each solved in the gains of the others' newest settings.
template <bool kLast>
HWY_INLINE void PlayRound(Strip& strip, const EncodingSeries::Round& round) {
  const int n = strip.series.channels;
  const float* c = round.coefficient.data();
  for (int first = 0; first < n; first += 2) {
    VF sum[4 * kTogether];
    c = Gains(strip, round.terms.data() + first / 2 * n, c, sum);
    for (int side = 0; side < 2 && first + side < n; ++side) {
      const int j = first + side;
      const VF* of = sum + side * 2 * kTogether;
      CompareGains<kLast>(strip, j, of);
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kTogether; ++v) {
        const Lifted ring =
            Solve(strip.series, strip.series.rings[j], strip.Level(j, v), of[v], of[kTogether + v]);
        if constexpr (kLast) {
          StoreDetuning(strip, j, v, ring);
        } else {
          StorePowers(strip, j, v, ring, round.powers);
        }
      }
    }
  }
}

/// The columns of vector `v` whose codes are not certain, a bit each.
HWY_INLINE std::uint32_t UnsureColumns(const Strip& strip, std::size_t v) {
  const DF df;
  const EncodingSeries& s = strip.series;
  const VF one = hn::Set(df, 1.0f);
  const Mask some = hn::Ge(strip.zeros[v], one), many = hn::Gt(strip.zeros[v], one);
  const auto of_class = [&](const float(&of)[EncodingSeries::kZeroClasses]) {
    const VF few = hn::IfThenElse(some, hn::Set(df, of[1]), hn::Set(df, of[0]));
    return hn::IfThenElse(many, hn::Set(df, of[2]), few);
  };
  const VF doubt = hn::MulAdd(of_class(s.doubt_by_change), strip.change[v], of_class(s.doubt));
  std::uint8_t bits[8] = {};
  hn::StoreMaskBits(df, hn::Not(hn::Gt(strip.room[v], doubt)), bits);
  return bits[0] | static_cast<std::uint32_t>(bits[1]) << 8;
}

std::uint32_t SolveBlock(const EncodingSeries& series, const std::int32_t* levels, float* HWY_RESTRICT powers,
                         float* HWY_RESTRICT gains, float* HWY_RESTRICT detuning) {
  const std::size_t lanes = hn::Lanes(DF());
  std::uint32_t unsure = 0;
  for (std::size_t c = 0; c < kBlockColumns; c += kTogether * lanes) {
    Strip strip{series, levels + c, powers, gains, detuning + c, {}, {}, {}};
    FirstGuess(strip);
    for (std::size_t r = 0; r + 1 < series.rounds.size(); ++r) PlayRound<false>(strip, series.rounds[r]);
    PlayRound<true>(strip, series.rounds.back());
    for (std::size_t v = 0; v < kTogether; ++v) unsure |= UnsureColumns(strip, v) << (c + v * lanes);
  }
  return unsure;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron::inference {
HWY_EXPORT(SolveBlock);

EncodingScratch::EncodingScratch(const EncodingSeries& series)
    : powers(static_cast<std::size_t>(series.channels) * series.most_terms * 2 * kBlockColumns),
      gains(static_cast<std::size_t>(series.channels) * 2 * kBlockColumns) {}

std::uint32_t solve_block(const EncodingSeries& series, const std::int32_t* levels, EncodingScratch& scratch,
                          float* detuning) {
  return HWY_DYNAMIC_DISPATCH(SolveBlock)(series, levels, scratch.powers.data(), scratch.gains.data(),
                                          detuning);
}

}  // namespace tron::inference
#endif
