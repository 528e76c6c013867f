#include "tokenizer/unicode/charsmap.h"

#include <array>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::tokenizer {
namespace {

const Place kPlace{.file = "t", .line = 0, .column = 0, .item = "charsmap"};

/// A map of "A" to "xy" and of "é" to nothing. A node's children stand at its place xor its offset xor a
/// byte.
std::string example() {
  std::array<std::uint32_t, 512> units{};
  const auto child = [&](std::uint32_t base, unsigned char byte, bool leaf, std::uint32_t next) {
    const std::uint32_t at = base ^ byte;
    units[at] = byte | (leaf ? 1U << 8U : 0U) | (at ^ next) << 10U;
    return next;
  };
  const auto value = [&](std::uint32_t at, std::uint32_t offset) { units[at] = 1U << 31U | offset; };
  units[0] = 256U << 10U;
  value(child(256, 'A', true, 17), 0);
  const std::uint32_t second = child(256, 0xC3, false, 40);
  value(child(second, 0xA9, true, 18), 3);
  std::string blob;
  const auto put = [&](std::uint32_t v) {
    for (int i = 0; i < 4; ++i) blob += static_cast<char>(v >> (8 * i) & 0xFFU);
  };
  put(4 * units.size());
  for (const std::uint32_t unit : units) put(unit);
  return blob + std::string("xy\0\0", 4);
}

TEST(Charsmap, ReplacesCharacters) {
  const Charsmap map(example(), kPlace);
  EXPECT_EQ(map.apply("bAb"), "bxyb");
  EXPECT_EQ(map.apply("AéA"), "xyxy");
  EXPECT_EQ(map.apply(""), "");
}

TEST(Charsmap, ReplacesAShortClusterWhole) {
  const Charsmap map(example(), kPlace);
  EXPECT_EQ(map.apply("A\u0301b"), "xyb");                              // 3 bytes, found by its first
  EXPECT_EQ(map.apply("A\u0301\u0302\u0303"), "xy\u0301\u0302\u0303");  // 7 bytes: character by character
}

TEST(Base64, IsReadWithItsPadding) {
  EXPECT_EQ(decode_base64(""), "");
  EXPECT_EQ(decode_base64("TWFu"), "Man");
  EXPECT_EQ(decode_base64("TWE="), "Ma");
  EXPECT_EQ(decode_base64("TQ=="), "M");
  EXPECT_EQ(decode_base64("TQ="), std::nullopt);
  EXPECT_EQ(decode_base64("T==="), std::nullopt);
  EXPECT_EQ(decode_base64("T Fu"), std::nullopt);
}

RC_GTEST_PROP(Charsmap, AnyTableIsRefusedOrSafe,
              (const std::vector<std::uint8_t>& noise, const std::string& text)) {
  std::string blob = example();
  for (std::size_t i = 0; i + 2 < noise.size(); i += 3) {
    blob[(noise[i] * 256U + noise[i + 1]) % blob.size()] = static_cast<char>(noise[i + 2]);
  }
  try {
    (void)Charsmap(blob, kPlace).apply(text);
  } catch (const InputError& error) {
    RC_ASSERT(error.place().item == "charsmap");
  }
}

}  // namespace
}  // namespace tron::tokenizer
