#include "network/hugging_face/checkpoint/upcast.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "base/numbers/half.h"

namespace tron::network {
namespace {

/// All 65536 patterns of two bytes, finite ones only.
std::vector<std::uint16_t> finite_patterns(std::uint16_t exponent) {
  std::vector<std::uint16_t> patterns;
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    if ((bits & exponent) != exponent) patterns.push_back(static_cast<std::uint16_t>(bits));
  }
  return patterns;
}

const unsigned char* bytes(const void* data) {
  return static_cast<const unsigned char*>(data);
}

TEST(Upcast, EveryHalfIsExact) {
  const auto patterns = finite_patterns(0x7c00);
  std::vector<float> values;
  ASSERT_TRUE(upcast(Storage::f16, bytes(patterns.data()), patterns.size(), values));
  ASSERT_EQ(values.size(), patterns.size());
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    ASSERT_EQ(values[i], float_from_half(patterns[i])) << patterns[i];
    ASSERT_EQ(std::signbit(values[i]), (patterns[i] & 0x8000) != 0) << patterns[i];
  }
}

TEST(Upcast, EveryBrainFloatIsTheUpperHalfOfAFloat) {
  const auto patterns = finite_patterns(0x7f80);
  std::vector<float> values;
  ASSERT_TRUE(upcast(Storage::bf16, bytes(patterns.data()), patterns.size(), values));
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &values[i], 4);
    ASSERT_EQ(bits, std::uint32_t{patterns[i]} << 16U);
  }
}

TEST(Upcast, TakesAnyLengthAndAlignment) {
  for (std::size_t count : {0, 1, 3, 2047, 2048, 2049, 5000}) {
    std::vector<float> values(count), out(count + 1, -1);
    std::iota(values.begin(), values.end(), 0.5F);
    std::vector<unsigned char> odd(4 * count + 1);
    if (count > 0) std::memcpy(odd.data() + 1, values.data(), 4 * count);
    EXPECT_TRUE(upcast(Storage::f32, odd.data() + 1, count, out.data()));
    EXPECT_EQ(out.back(), -1) << "wrote beyond " << count;
    out.pop_back();
    EXPECT_EQ(out, values);
    std::vector<float> grown = {9};
    EXPECT_TRUE(upcast(Storage::f32, odd.data() + 1, count, grown));
    EXPECT_EQ(grown, values);
  }
}

TEST(Upcast, SeesTheOneValueThatIsNotFinite) {
  const float bad[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                       -std::numeric_limits<float>::infinity()};
  for (std::size_t at : {0, 2047, 2048, 4999}) {
    for (float value : bad) {
      std::vector<float> values(5000, 1), out;
      values[at] = value;
      EXPECT_FALSE(upcast(Storage::f32, bytes(values.data()), values.size(), out));
    }
    for (const auto& [storage, bits] : {std::pair(Storage::f16, 0x7c00), std::pair(Storage::f16, 0xfc01),
                                        std::pair(Storage::bf16, 0x7f80), std::pair(Storage::bf16, 0xffff)}) {
      std::vector<std::uint16_t> halves(5000, 0x3c00);
      halves[at] = static_cast<std::uint16_t>(bits);
      std::vector<float> out;
      EXPECT_FALSE(upcast(storage, bytes(halves.data()), halves.size(), out)) << at << " " << bits;
    }
  }
}

TEST(Upcast, TakesTheLargestAndTheSmallest) {
  const std::vector<float> values = {std::numeric_limits<float>::max(), std::numeric_limits<float>::lowest(),
                                     std::numeric_limits<float>::denorm_min(), -0.0F};
  std::vector<float> out;
  EXPECT_TRUE(upcast(Storage::f32, bytes(values.data()), values.size(), out));
  EXPECT_EQ(out, values);
  EXPECT_TRUE(std::signbit(out[3]));
}

}  // namespace
}  // namespace tron::network
