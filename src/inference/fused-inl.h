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

/// a * b + c with one rounding on every machine: where the instruction set has none, lane by lane through the
/// library's correctly rounded function. That is slow, and only CPUs before 2013 see it.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Fused([[maybe_unused]] D d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  return hn::MulAdd(a, b, c);
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
