#include "inference/reference/operand_kernel.h"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "inference/kernels/vector_targets_for_test.h"
#include "inference/photonic/encoder.h"

namespace tron::inference {
namespace {

std::vector<float> normal(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> of;
  std::vector<float> out(count);
  for (float& x : out) x = of(random);
  return out;
}

constexpr std::size_t kDepth = 37, kColumns = 45;

/// The same numbers by rows, by columns, and with gaps everywhere.
std::vector<OperandView> views(const std::vector<float>& data) {
  return {{data.data(), kDepth, kColumns, kColumns, 1, 0.3f},
          {data.data(), kDepth, kColumns, 1, kDepth, 0.3f},
          {data.data(), kDepth, kColumns, 2 * kColumns, 2, 0.3f}};
}

TEST(OperandKernel, FindsEveryColumnsMaximum) {
  const auto data = normal(4 * kDepth * kColumns, 1);
  for (const OperandView& b : views(data)) {
    std::vector<float> expected(kColumns);
    for (std::size_t k = 0; k < kDepth; ++k) {
      for (std::size_t n = 0; n < kColumns; ++n) expected[n] = std::max(expected[n], std::abs(b(k, n)));
    }
    on_every_target([&] {
      std::vector<float> most(kColumns, -1);
      column_maxima(b, most.data());
      EXPECT_EQ(most, expected);
    });
  }
}

TEST(OperandKernel, CopiesWindowsOfAnyStrides) {
  const auto data = normal(4 * kDepth * kColumns, 2);
  for (const OperandView& b : views(data)) {
    std::vector<float> window(7 * 32, 9);
    copy_window(b, 30, 7, 16, 29, window.data(), 32);
    for (std::size_t i = 0; i < window.size(); ++i) {
      EXPECT_EQ(window[i], i % 32 < 29 ? b(30 + i / 32, 16 + i % 32) : 9);
    }
  }
}

TEST(OperandKernel, QuantizesLikeOneByOne) {
  const auto values = normal(11 * kBlockColumns, 3), scale = normal(kBlockColumns, 4);
  std::vector<float> inverse(kBlockColumns);
  for (std::size_t n = 0; n < kBlockColumns; ++n) inverse[n] = n == 5 ? 0 : 70 * std::abs(scale[n]);
  std::uint64_t expected_clipped = 0;
  std::vector<std::int32_t> expected;
  for (std::size_t i = 0; i < values.size(); ++i) {
    expected.push_back(quantize(values[i], inverse[i % kBlockColumns], 127, &expected_clipped));
  }
  ASSERT_GT(expected_clipped, 0u);
  on_every_target([&] {
    std::vector<std::int32_t> out(values.size());
    EXPECT_EQ(quantize_rows(values.data(), 11, inverse.data(), 127, out.data(), kBlockColumns),
              expected_clipped);
    EXPECT_EQ(out, expected);
  });
}

TEST(OperandKernel, RoundsToCodesAndLimits) {
  const auto values = normal(53, 5);
  const std::vector<float> to_code(53, 50);
  on_every_target([&] {
    std::vector<float> codes = values;
    round_to_codes(codes.data(), codes.size(), to_code.data(), codes.size(), 63);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      EXPECT_EQ(codes[i], std::clamp(std::nearbyint(values[i] * 50), -63.0f, 63.0f));
    }
  });
}

/// add_tile in plain loops.
float add_plainly(MatrixView a, const float* tile, std::size_t columns, float* out, std::size_t stride,
                  float* sums) {
  float largest = 0;
  for (std::size_t r = 0; r < a.rows; ++r) {
    for (std::size_t n = 0; n < columns; ++n) {
      float sum = 0;
      for (std::size_t k = 0; k < a.cols; ++k) sum += a(r, k) * tile[k * kSumColumns + n];
      largest = std::max(largest, std::abs(sum));
      sums[r * kSumColumns + n] = sum;
      out[r * stride + n] += sum;
    }
  }
  return largest;
}

TEST(OperandKernel, AddsTilesInTheOrderAndWithTheRoundingsOfPlainCode) {
  for (const std::size_t columns : {1, 20, 64, 200, 256}) {
    for (const std::size_t rows : {1, 2, 5}) {
      const std::size_t stride = columns + 3;
      const auto data = normal(rows * 20, 6), start = normal(rows * stride, 7);
      auto tile = normal(16 * kSumColumns, 8);
      for (std::size_t i = 0; i < tile.size(); ++i) tile[i] = i % kSumColumns < columns ? tile[i] : 0;
      const MatrixView a{data.data(), rows, 16, 20};
      std::vector<float> expected = start, expected_sums(rows * kSumColumns);
      const float largest =
          add_plainly(a, tile.data(), columns, expected.data(), stride, expected_sums.data());
      on_every_target([&] {
        std::vector<float> out = start, sums(rows * kSumColumns);
        EXPECT_EQ(add_tile(a, tile.data(), columns, out.data(), stride, nullptr), largest);
        EXPECT_EQ(out, expected);
        out = start;
        add_tile(a, tile.data(), columns, out.data(), stride, sums.data());
        EXPECT_EQ(sums, expected_sums);
      });
    }
  }
}

}  // namespace
}  // namespace tron::inference
