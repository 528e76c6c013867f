#include "inference/reference/digital_kernel.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/execution/parallel.h"
#include "inference/kernels/vector_target.h"
#include "inference/kernels/vector_targets_for_test.h"

namespace tron::inference {
namespace {

constexpr float kUntouched = 7e30f;

/// Operands of a product within larger matrices, as heads are.
struct Product {
  std::size_t rows = 0, depth = 0, columns = 0;
  bool turned = false;  ///< columns of b lie along memory
  float factor = 1;
  std::size_t gap = 3;  ///< floats between what belongs to one line and the next
  std::vector<float> a, b;

  void fill(unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    a.resize(rows * (depth + gap));
    b.resize((turned ? columns * (depth + gap) : depth * (columns + gap)) + gap);
    for (float& x : a) x = normal(random);
    for (float& x : b) x = normal(random);
  }
  MatrixView left(std::size_t first, std::size_t count) const {
    return {a.data() + first * (depth + gap), count, depth, depth + gap};
  }
  OperandView right() const {
    OperandView view{b.data() + gap, depth, columns, columns + gap, 1, factor};
    if (turned) view.k_stride = 1, view.n_stride = depth + gap;
    return view;
  }
  std::size_t stride() const { return columns + gap; }
};

using Multiply = void (*)(MatrixView, const OperandView&, float*, std::size_t);

/// The result with what lies between its rows.
std::vector<float> result(const Product& p, Multiply multiply) {
  std::vector<float> out(p.rows * p.stride(), kUntouched);
  multiply(p.left(0, p.rows), p.right(), out.data(), p.stride());
  return out;
}

Product random_product() {
  Product p;
  p.rows = *rc::gen::inRange<std::size_t>(0, 45);
  p.depth = *rc::gen::inRange<std::size_t>(0, 2 * kChainDepth + 5);
  p.columns = *rc::gen::inRange<std::size_t>(1, 75);
  p.turned = *rc::gen::arbitrary<bool>();
  p.factor = *rc::gen::element(1.0f, 0.125f, 0.3f);
  p.gap = *rc::gen::inRange<std::size_t>(0, 5);
  p.fill(*rc::gen::arbitrary<unsigned>());
  return p;
}

RC_GTEST_PROP(DigitalKernel, EqualsTheScalarFormOnEveryInstructionSet, ()) {
  const Product p = random_product();
  const std::vector<float> expected = result(p, digital_multiply_scalar);
  on_every_target([&] {
    if (result(p, digital_multiply) != expected) RC_FAIL("differs on " + vector_target());
  });
}

// Rows in any company: cut at random into parts, which threads take as they come.
RC_GTEST_PROP(DigitalKernel, ARowIsTheSameWhateverComesAlong, ()) {
  const Product p = random_product();
  const std::vector<float> whole = result(p, digital_multiply);
  std::vector<std::size_t> cuts =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, p.rows + 1));
  cuts.push_back(0), cuts.push_back(p.rows);
  std::sort(cuts.begin(), cuts.end());
  std::vector<float> parts(whole.size(), kUntouched);
  const int threads = *rc::gen::inRange(1, 5);
  parallel_for(cuts.size() - 1, threads, [&](std::size_t i, int) {
    digital_multiply(p.left(cuts[i], cuts[i + 1] - cuts[i]), p.right(), parts.data() + cuts[i] * p.stride(),
                     p.stride());
  });
  RC_ASSERT(parts == whole);
}

// What causal masks and caches of keys rely on: a sum is the same whatever zeros follow.
RC_GTEST_PROP(DigitalKernel, ZerosAtTheEndOfARowChangeNothing, ()) {
  Product p = random_product();
  const std::size_t kept = *rc::gen::inRange<std::size_t>(0, p.depth + 1);
  for (std::size_t r = 0; r < p.rows; ++r)
    std::fill_n(p.a.begin() + static_cast<std::ptrdiff_t>(r * (p.depth + p.gap) + kept), p.depth - kept,
                0.0f);
  const std::vector<float> whole = result(p, digital_multiply);
  std::vector<float> shorter(whole.size(), kUntouched);
  OperandView b = p.right();
  b.k = kept;
  digital_multiply(p.left(0, p.rows).window(0, p.rows, 0, kept), b, shorter.data(), p.stride());
  RC_ASSERT(shorter == whole);
}

TEST(DigitalKernel, IsAProduct) {
  const float a[] = {1, 2, 3, 4, 5, 6}, b[] = {1, 0, 2, -1, 0, 3};
  float out[4] = {};
  digital_multiply({a, 2, 3, 3}, {b, 3, 2, 2, 1, 0.5f}, out, 2);
  EXPECT_EQ(std::vector<float>(out, out + 4), (std::vector<float>{2.5f, 3.5f, 7, 6.5f}));
  digital_multiply({a, 2, 3, 3}, {b, 3, 2, 1, 3, 2}, out, 2);
  EXPECT_EQ(std::vector<float>(out, out + 4), (std::vector<float>{14, 16, 32, 28}));
}

// 1 + x y just above half way to the next number, by less than double precision can tell: rounded to that
// first and then to single precision, it comes out too small.
TEST(DigitalKernel, RoundsEveryMultiplyAddOnce) {
  const float x = 1 + 0x1p-12f, y = 1 - 0x1p-12f + 0x1p-24f;  // x y = 1 + 2^-36
  const auto added = [](float to, float times, float and_times) {
    const float a[] = {to, times}, b[] = {1, and_times};
    float out = 0;
    digital_multiply({a, 1, 2, 2}, {b, 2, 1, 1, 1, 1}, &out, 1);
    return out;
  };
  on_every_target([&] {
    EXPECT_EQ(added(1, x * 0x1p-12f, y * 0x1p-12f), 1 + 0x1p-23f);
    EXPECT_EQ(added(-1, -x * 0x1p-12f, y * 0x1p-12f), -1 - 0x1p-23f);
    EXPECT_EQ(added(1 + 0x1p-22f, -x * 0x1p-12f, y * 0x1p-12f), 1 + 0x1p-23f);
    EXPECT_EQ(added(1, 0x1p-12f, 0x1p-12f), 1.0f) << "half way: to even";
    EXPECT_EQ(added(0x1p127f, 0x1p100f, 0x1p100f), INFINITY);
    EXPECT_EQ(added(-INFINITY, 1, 1), -INFINITY);
    EXPECT_TRUE(std::isnan(added(INFINITY, -INFINITY, 1)));
    EXPECT_EQ(added(0x1p-149f, 0x1p-75f, 0x1.8p-75f), 0x1p-148f) << "numbers of few bits";
  });
}

// Of long sums single chains lose more: what is added late meets a large sum.
TEST(DigitalKernel, RoundsLessThanOneLongChain) {
  Product p{.rows = 8, .depth = 32 * kChainDepth, .columns = 8, .a = {}, .b = {}};
  p.fill(3);
  for (float& x : p.a) x = std::abs(x);
  for (float& x : p.b) x = std::abs(x);
  const std::vector<float> out = result(p, digital_multiply);
  double chains = 0, single = 0;
  const OperandView b = p.right();
  for (std::size_t r = 0; r < p.rows; ++r) {
    for (std::size_t n = 0; n < p.columns; ++n) {
      double exact = 0;
      float one = 0;
      for (std::size_t k = 0; k < p.depth; ++k) {
        exact += double{p.left(r, 1)(0, k)} * b(k, n);
        one = std::fmaf(p.left(r, 1)(0, k), b(k, n), one);
      }
      chains += std::pow(out[r * p.stride() + n] / exact - 1, 2);
      single += std::pow(one / exact - 1, 2);
    }
  }
  EXPECT_LT(chains, single / 4);
}

}  // namespace
}  // namespace tron::inference
