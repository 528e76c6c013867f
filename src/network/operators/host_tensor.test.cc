#include "network/operators/host_tensor.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace tron::network {
namespace {

TEST(HostTensor, CountsElements) {
  EXPECT_EQ(element_count({}), 1U) << "a number";
  EXPECT_EQ(element_count({2, 3, 4}), 24U);
  EXPECT_EQ(element_count({2, 0, 4}), 0U);
  EXPECT_EQ(element_count({kMostElements}), kMostElements);
}

TEST(HostTensor, RefusesWhatNoMemoryHolds) {
  EXPECT_THROW(element_count({kMostElements, 2}), InputError);
  EXPECT_THROW(element_count({kMostElements + 1}), InputError);
  EXPECT_THROW(element_count({std::size_t{1} << 40U, std::size_t{1} << 40U}), InputError)
      << "no wrapping around";
  EXPECT_THROW(element_count({0, kMostElements, kMostElements}), InputError)
      << "an empty one of absurd dimensions too";
  EXPECT_THROW(element_count(Dims(kMostRank + 1, 1)), InputError);
}

TEST(HostTensor, IsKnownOnceItHasItsData) {
  HostTensor tensor{HostKind::real, {2, 2}, {}, {}};
  EXPECT_FALSE(tensor.known());
  tensor.allocate();
  EXPECT_TRUE(tensor.known());
  EXPECT_EQ(tensor.real.size(), 4U);
  EXPECT_TRUE(tensor.whole.empty());
  HostTensor truth{HostKind::truth, {3}, {}, {}};
  truth.allocate();
  EXPECT_EQ(truth.whole.size(), 3U);
}

TEST(HostTensor, StridesOfRows) {
  EXPECT_EQ(row_major_strides({2, 3, 4}), (Dims{12, 4, 1}));
  EXPECT_EQ(row_major_strides({}), Dims{});
}

TEST(Broadcast, FollowsTheRule) {
  EXPECT_EQ(broadcast({2, 1, 4}, {3, 1}), (Dims{2, 3, 4}));
  EXPECT_EQ(broadcast({}, {5}), (Dims{5}));
  EXPECT_EQ(broadcast({1}, {0}), (Dims{0}));
  EXPECT_EQ(broadcast({4}, {4}), (Dims{4}));
  EXPECT_THROW(broadcast({2}, {3}), InputError);
  EXPECT_THROW(broadcast({0}, {3}), InputError);
}

TEST(Broadcast, RepeatsByStridesOfZero) {
  EXPECT_EQ(broadcast_strides({3, 1}, {2, 3, 4}), (Dims{0, 1, 0}));
  EXPECT_EQ(broadcast_strides({}, {2, 2}), (Dims{0, 0}));
}

TEST(ForEachStrided, VisitsInOrder) {
  std::vector<std::size_t> offsets;
  for_each_strided(Dims{2, 3}, Dims{1, 10}, std::size_t{5}, [&](std::size_t i, std::size_t at) {
    EXPECT_EQ(i, offsets.size());
    offsets.push_back(at);
  });
  EXPECT_EQ(offsets, (std::vector<std::size_t>{5, 15, 25, 6, 16, 26}));
  for_each_strided(Dims{2, 0}, Dims{1, 1}, std::size_t{0}, [&](std::size_t, std::size_t) { ADD_FAILURE(); });
  int visits = 0;
  for_each_strided(Dims{}, Dims{}, std::size_t{7},
                   [&](std::size_t, std::size_t at) { visits += at == 7 ? 1 : 100; });
  EXPECT_EQ(visits, 1);
}

TEST(ForEachStrided, GoesBackwardsToo) {
  std::vector<std::int64_t> offsets;
  for_each_strided(Dims{3}, std::vector<std::int64_t>{-2}, std::int64_t{4},
                   [&](std::size_t, std::int64_t at) { offsets.push_back(at); });
  EXPECT_EQ(offsets, (std::vector<std::int64_t>{4, 2, 0}));
}

}  // namespace
}  // namespace tron::network
