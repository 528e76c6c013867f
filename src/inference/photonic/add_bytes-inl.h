// Products of bytes for the kernel's totals; compiled once for each instruction set.
#if defined(TRON_INFERENCE_ADD_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TRON_INFERENCE_ADD_BYTES_INL_H_
#undef TRON_INFERENCE_ADD_BYTES_INL_H_
#else
#define TRON_INFERENCE_ADD_BYTES_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include <hwy/highway.h>

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Four products of bytes a lane, `four` bytes of one row with four of every column, added to `sum`. All
/// bytes are at most 127, so the 16-bit pairs of the older instructions cannot saturate. VNNI is an extension
/// of AVX-512 that this Highway cannot ask the compiler for by itself (its AVX3_DL target names the VEX form,
/// which many of these CPUs lack): hence the assembly.
template <bool kVnni>
HWY_INLINE hn::Vec<hn::ScalableTag<std::int32_t>> AddBytes(hn::Vec<hn::ScalableTag<std::int32_t>> sum,
                                                           const std::uint8_t* HWY_RESTRICT four,
                                                           const std::int8_t* HWY_RESTRICT b) {
#if HWY_TARGET == HWY_AVX3
  const __m512i columns = _mm512_load_si512(b);
  if constexpr (kVnni) {
    __asm__("vpdpbusd %2%{1to16%}, %1, %0"
            : "+v"(sum.raw)
            : "v"(columns), "m"(*reinterpret_cast<const std::uint32_t(*)[1]>(four)));
    return sum;
  }
#endif
  std::int32_t row;
  __builtin_memcpy(&row, four, 4);
#if HWY_TARGET == HWY_AVX3
  const __m512i pairs = _mm512_maddubs_epi16(_mm512_set1_epi32(row), columns);
  return hn::Vec<hn::ScalableTag<std::int32_t>>{
      _mm512_add_epi32(sum.raw, _mm512_madd_epi16(pairs, _mm512_set1_epi16(1)))};
#elif HWY_TARGET == HWY_AVX2
  const __m256i pairs =
      _mm256_maddubs_epi16(_mm256_set1_epi32(row), _mm256_load_si256(reinterpret_cast<const __m256i*>(b)));
  return hn::Vec<hn::ScalableTag<std::int32_t>>{
      _mm256_add_epi32(sum.raw, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))};
#else
  const hn::ScalableTag<std::int32_t> di;
  HWY_ALIGN std::int32_t lanes[hn::MaxLanes(di)];
  for (std::size_t i = 0; i < hn::Lanes(di); ++i) {
    std::int32_t s = 0;
    for (int j = 0; j < 4; ++j) s += static_cast<std::int32_t>(four[j]) * b[4 * i + j];
    lanes[i] = s;
  }
  return hn::Add(sum, hn::Load(di, lanes));
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();
#endif

#endif  // TRON_INFERENCE_ADD_BYTES_INL_H_
