#include "base/files/checksum.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace tron::base {
namespace {

std::uint64_t sum_of(const std::string& bytes, const std::string& what = "test") {
  Checksum sum(what);
  sum.bytes(bytes);
  return sum.value();
}

TEST(Checksum, IsTheSameOnEveryMachineAndInEveryVersion) {
  EXPECT_EQ(sum_of(""), 0x1BD3FE36F7DAFDD3U);
  EXPECT_EQ(sum_of("twelve bytes"), 0x9EC1E905E072494CU);
}

TEST(Checksum, EveryFlippedBitShows) {
  std::string bytes;
  for (int i = 0; i < 203; ++i) bytes += static_cast<char>(i * 37);
  std::set<std::uint64_t> sums{sum_of(bytes)};
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    sums.insert(sum_of(flipped));
  }
  EXPECT_EQ(sums.size(), 8 * bytes.size() + 1);
}

TEST(Checksum, LengthOrderAndKindCount) {
  const std::set<std::uint64_t> sums{sum_of(""),
                                     sum_of(std::string(1, '\0')),
                                     sum_of(std::string(8, '\0')),
                                     sum_of(std::string(16, '\0')),
                                     sum_of("aaaaaaaabbbbbbbb"),
                                     sum_of("bbbbbbbbaaaaaaaa"),
                                     sum_of("aaaaaaaabbbbbbbb", "other")};
  EXPECT_EQ(sums.size(), 7U);
  Checksum split("test"), other("test");
  split.bytes("a"), split.bytes("bc");
  other.bytes("ab"), other.bytes("c");
  EXPECT_NE(split.value(), other.value());
}

/// The highest bits are what multiplications spread least.
TEST(Checksum, HighBitsOfNeighboursDoNotCancel) {
  std::set<std::uint64_t> sums;
  for (int first = 0; first < 64; ++first) {
    for (int second = 0; second < 64; ++second) {
      Checksum sum("test");
      sum.word(std::uint64_t{1} << first), sum.word(std::uint64_t{1} << second), sum.word(0);
      sums.insert(sum.value());
    }
  }
  EXPECT_EQ(sums.size(), 64U * 64U);
}

}  // namespace
}  // namespace tron::base
