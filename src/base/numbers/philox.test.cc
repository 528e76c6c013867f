#include "base/numbers/philox.h"

#include <Random123/philox.h>
#include <gtest/gtest.h>

namespace tron::base {
namespace {

TEST(Philox, EqualsRandom123ForSevenAndTenRounds) {
  for (std::uint32_t n = 0; n < 1000; ++n) {
    const Philox::Counter counter{n, n * 2654435761u, ~n, n << 20};
    const Philox::Key key{n * 40503u, 0x5eed0000u + n};
    const philox4x32_ctr_t c{{counter[0], counter[1], counter[2], counter[3]}};
    const philox4x32_key_t k{{key[0], key[1]}};
    const auto seven = philox4x32_R(7, c, k), ten = philox4x32_R(10, c, k);
    const auto mine7 = Philox::block(counter, key), mine10 = Philox::block(counter, key, 10);
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(mine7[i], seven.v[i]);
      EXPECT_EQ(mine10[i], ten.v[i]);
    }
  }
}

TEST(Philox, UniformNeverTouchesItsEnds) {
  EXPECT_GT(uniform_open(0, 0), 0);
  EXPECT_LT(uniform_open(0xFFFFFFFFu, 0xFFFFFFFFu), 1);
}

}  // namespace
}  // namespace tron::base
