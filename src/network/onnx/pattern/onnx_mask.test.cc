#include "network/onnx/pattern/onnx_mask.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "network/onnx/file/onnx_traced_for_test.h"

namespace tron::network {
namespace {

constexpr std::size_t kRows = 6;
const Dims kScores{1, 2, kRows, kRows};

/// A mask with `low` where `hidden(row, column)`.
template <class Hidden>
HostTensor mask_of(const Hidden& hidden, float low = -1e9f) {
  HostTensor mask{HostKind::real, {kRows, kRows}, {}, {}};
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t j = 0; j < kRows; ++j) mask.real.push_back(hidden(i, j) ? low : 0);
  }
  return mask;
}

const OnnxTrace kNoTrace;

struct Explained {
  bool understood = false;
  OnnxAttention attention;
};

Explained explain(const ScoreMask& mask) {
  Explained e;
  e.understood = mask.explain(kNoTrace, {}, e.attention);
  return e;
}

Explained explain_added(const HostTensor& tensor, double factor = 1) {
  ScoreMask mask(kScores);
  mask.add(tensor, kScores, factor);
  return explain(mask);
}

bool above(std::size_t i, std::size_t j) {
  return j > i;
}

TEST(ScoreMask, NothingAddedHidesNothing) {
  EXPECT_TRUE(explain(ScoreMask(kScores)).understood);
  const Explained zeros = explain_added(mask_of([](auto, auto) { return false; }));
  EXPECT_TRUE(zeros.understood);
  EXPECT_FALSE(zeros.attention.causal);
}

TEST(ScoreMask, Triangles) {
  for (float low : {-1e9f, -10000.0f, -std::numeric_limits<float>::infinity()}) {
    const Explained e = explain_added(mask_of(above, low));
    EXPECT_TRUE(e.understood) << low;
    EXPECT_TRUE(e.attention.causal);
    EXPECT_EQ(e.attention.window, 0U);
  }
  EXPECT_FALSE(explain_added(mask_of(above, -3)).understood) << "dimmed, not hidden";
  EXPECT_FALSE(explain_added(mask_of([](auto i, auto j) { return j < i; })).understood) << "backwards";
}

TEST(ScoreMask, Bands) {
  const Explained e = explain_added(mask_of([](auto i, auto j) { return j > i || j + 3 <= i; }));
  EXPECT_TRUE(e.understood);
  EXPECT_TRUE(e.attention.causal);
  EXPECT_EQ(e.attention.window, 3U);
  EXPECT_FALSE(explain_added(mask_of([](auto i, auto j) { return j > i || (i == 4 && j == 2); })).understood);
}

TEST(ScoreMask, ANumberARowChangesNothing) {
  HostTensor rows{HostKind::real, {kRows, 1}, {1, 2, 3, 4, 5, 6}, {}};
  EXPECT_TRUE(explain_added(rows).understood);
  HostTensor columns{HostKind::real, {kRows}, {1, 2, 3, 4, 5, 6}, {}};
  EXPECT_FALSE(explain_added(columns).understood);
}

TEST(ScoreMask, ChoicesHide) {
  HostTensor seen = mask_of([](auto i, auto j) { return j <= i; }, 1);
  seen.kind = HostKind::truth;
  seen.whole.assign(seen.real.begin(), seen.real.end());
  ScoreMask mask(kScores);
  mask.replace(seen, kScores, false, -1e30);
  EXPECT_TRUE(explain(mask).attention.causal);
  ScoreMask weak(kScores);
  weak.replace(seen, kScores, false, 5);
  EXPECT_FALSE(explain(weak).understood) << "scores replaced by one that is seen";
}

// GPT-2 once computed w * b - 1e4 * (1 - b).
TEST(ScoreMask, ProductsWithZeroNeedAMaskBesides) {
  HostTensor below = mask_of([](auto i, auto j) { return j <= i; }, 1);
  double factor = 1;
  ScoreMask alone(kScores);
  EXPECT_TRUE(alone.multiply(below, kScores, factor));
  EXPECT_FALSE(explain(alone).understood);
  ScoreMask both(kScores);
  both.add(mask_of(above, -1e4f), kScores, 1);
  EXPECT_TRUE(both.multiply(below, kScores, factor));
  EXPECT_TRUE(explain(both).attention.causal);
  below.real[0] = 3;
  EXPECT_FALSE(both.multiply(below, kScores, factor)) << "two factors";
}

TEST(ScoreMask, MeetsReshapedScores) {
  ScoreMask mask({2, kRows, kRows});
  mask.add(mask_of(above), {1, 2, kRows, kRows}, 1);
  EXPECT_TRUE(explain(mask).attention.causal);
}

TEST(ScoreMask, BucketsOfDistances) {
  testing_only::OnnxWriter w;
  std::vector<float> table(16);
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = std::sin(static_cast<float>(i));
  w.input("x", {1, 4})
      .output("y")
      .floats("table", {8, 2}, table)
      .floats("wrong", {8, 3}, std::vector<float>(24, 1));
  w.node("Exp", {"x"}, {"y"});
  const testing_only::Traced t(w);
  for (bool both : {true, false}) {
    const RelativeBias wanted{-1, 9, both};
    HostTensor bias{HostKind::real, kScores, {}, {}};
    for (std::size_t i = 0; i < bias.size(); ++i) {
      const auto distance =
          static_cast<std::int64_t>(i % kRows) - static_cast<std::int64_t>(i / kRows % kRows);
      bias.real.push_back(table[relative_bucket(distance, 8, wanted) * 2 + i / (kRows * kRows)]);
    }
    ScoreMask mask(kScores);
    mask.add(bias, kScores, 1);
    if (!both) mask.add(mask_of(above), kScores, 1);
    OnnxAttention attention;
    ASSERT_TRUE(mask.explain(t.trace, {t.value("table"), t.value("wrong")}, attention));
    EXPECT_EQ(attention.relative_table, t.value("table"));
    EXPECT_EQ(attention.relative.bidirectional, both);
    EXPECT_EQ(attention.causal, !both);
    OnnxAttention none;
    EXPECT_FALSE(mask.explain(t.trace, {t.value("wrong")}, none)) << "no table of two heads";
  }
}

}  // namespace
}  // namespace tron::network
