// Vector helpers shared by the kernels; compiled once for each instruction set.
#if defined(TRON_INFERENCE_FUSED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TRON_INFERENCE_FUSED_INL_H_
#undef TRON_INFERENCE_FUSED_INL_H_
#else
#define TRON_INFERENCE_FUSED_INL_H_
#endif

#include <cmath>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SSE4 || HWY_TARGET == HWY_SSSE3
/// x y + z in double precision, of numbers in single, rounded to odd: a number that is not exact takes the
/// neighbour whose last bit is one. Rounding that to single gives what one rounding would (Boldo and
/// Melquiond, IEEE Trans. Computers 57(4), 2008). The product is exact, the sum's error is Knuth's.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V FusedToOdd(D d, V x, V y, V z) {
  const hn::RebindToUnsigned<D> du;
  const V product = hn::Mul(x, y), sum = hn::Add(product, z), back = hn::Sub(sum, product),
          error = hn::Add(hn::Sub(product, hn::Sub(sum, back)), hn::Sub(z, back));
  const auto one = hn::Set(du, 1), bits = hn::BitCast(du, sum);
  // Away from zero if sum and error have the same sign, else towards it; not if the last bit is one already,
  // nor if there is no error or no number.
  const auto towards = hn::ShiftRight<63>(hn::Xor(bits, hn::BitCast(du, error)));
  const auto step = hn::Sub(one, hn::Add(towards, towards)), even = hn::Sub(hn::And(bits, one), one);
  const auto inexact = hn::BitCast(du, hn::VecFromMask(d, hn::Gt(hn::Abs(error), hn::Zero(d))));
  return hn::BitCast(d, hn::Add(bits, hn::And(step, hn::And(even, inexact))));
}
#endif

/// a * b + c with one rounding on every machine: where the instruction set has none, in double precision or
/// lane by lane through the library's correctly rounded function. That is slow, and only CPUs before 2013 see
/// it.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Fused([[maybe_unused]] D d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  return hn::MulAdd(a, b, c);
#elif HWY_TARGET == HWY_SSE4 || HWY_TARGET == HWY_SSSE3
  const hn::Half<D> half;
  const hn::Rebind<double, hn::Half<D>> wide;
  const auto part = [&](auto x, auto y, auto z) HWY_ATTR {
    return hn::DemoteTo(
        half, FusedToOdd(wide, hn::PromoteTo(wide, x), hn::PromoteTo(wide, y), hn::PromoteTo(wide, z)));
  };
  return hn::Combine(d, part(hn::UpperHalf(half, a), hn::UpperHalf(half, b), hn::UpperHalf(half, c)),
                     part(hn::LowerHalf(half, a), hn::LowerHalf(half, b), hn::LowerHalf(half, c)));
#else
  HWY_ALIGN float x[hn::MaxLanes(d)], y[hn::MaxLanes(d)], z[hn::MaxLanes(d)];
  hn::Store(a, d, x);
  hn::Store(b, d, y);
  hn::Store(c, d, z);
  for (size_t i = 0; i < hn::Lanes(d); ++i) z[i] = std::fmaf(x[i], y[i], z[i]);
  return hn::Load(d, z);
#endif
}

/// Nearest integer, ties to even, of |x| < 2^31. (Highway's NearestInt spends four more instructions on
/// larger values.)
template <class V>
HWY_INLINE auto ToInteger(V x) {
#if HWY_TARGET == HWY_AVX3
  return decltype(hn::NearestInt(x)){_mm512_cvtps_epi32(x.raw)};
#else
  return hn::NearestInt(x);
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#endif  // TRON_INFERENCE_FUSED_INL_H_
