#include "inference/calibration/range_recorder.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "program/example_networks.h"

namespace tron::inference {
namespace {

constexpr std::size_t kRows = 3, kDepth = 11, kColumns = 4;

Matrix random_matrix(std::size_t rows, std::size_t cols, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  Matrix m(rows, cols);
  for (float& v : m.data) v = normal(random);
  return m;
}

struct Recorded {
  Matrix out;
  ProductRange range;
};

Recorded record(const Chip& chip, RangeRecorder::Mode mode, const Matrix& a, const Matrix& b,
                ProductSite site) {
  const RangeRecorder recorder(chip, mode, 2);
  Counters counters;
  const OperandView view{b.data.data(), b.rows, b.cols, b.cols, 1, 0.5f};
  const auto operand = recorder.prepare(site, view, counters);
  Recorded result{Matrix(a.rows, b.cols), {}};
  const std::vector<std::uint32_t> rows(a.rows);
  recorder.multiply(site, a, rows, *operand, result.out.data.data(), b.cols, counters);
  result.range = recorder.range(site.id);
  return result;
}

ProductSite site_of(bool dynamic, ProductRange range = {}) {
  ProductSite site;
  site.id = 1;
  site.dynamic = dynamic;
  site.range = range;
  return site;
}

float largest(const Matrix& m) {
  float most = 0;
  for (float v : m.data) most = std::max(most, std::abs(v));
  return most;
}

TEST(RangeRecorder, AnswersExactlyAndFindsOperandMaxima) {
  const Chip chip = program::examples::tiny_chip(ScoreOrder::tron);
  const Matrix a = random_matrix(kRows, kDepth, 1), b = random_matrix(kDepth, kColumns, 2);
  const Recorded result = record(chip, RangeRecorder::Mode::operands, a, b, site_of(true));
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t n = 0; n < kColumns; ++n) {
      double sum = 0;
      for (std::size_t k = 0; k < kDepth; ++k) sum += double{a(r, k)} * b(k, n) * 0.5;
      EXPECT_NEAR(result.out(r, n), sum, 1e-5);
    }
  }
  EXPECT_EQ(result.range.a_max, largest(a));
  EXPECT_EQ(result.range.b_max, 0.5f * largest(b)) << "with the folded factor";
  EXPECT_EQ(record(chip, RangeRecorder::Mode::operands, a, b, site_of(false)).range.b_max, 0) << "fixed";
}

// Partial sums of tiles of 5, 5 and 1 wavelengths from codes of +-127, by plain loops.
TEST(RangeRecorder, FindsTheLargestPartialSum) {
  const Chip chip = program::examples::tiny_chip(ScoreOrder::tron);
  const Matrix a = random_matrix(kRows, kDepth, 3), b = random_matrix(kDepth, kColumns, 4);
  for (ScaleRule rule : {ScaleRule::per_tensor, ScaleRule::per_channel}) {
    Chip ruled = chip;
    ruled.operand.weight_scale = rule;
    ProductRange range;
    range.a_max = largest(a);
    const Recorded result = record(ruled, RangeRecorder::Mode::partial_sums, a, b, site_of(false, range));
    double most = 0, squares = 0;
    for (std::size_t n = 0; n < kColumns; ++n) {
      double scale = 0;
      for (std::size_t k = 0; k < kDepth; ++k) scale = std::max<double>(scale, std::abs(b(k, n)));
      if (rule == ScaleRule::per_tensor) scale = largest(b);
      for (std::size_t r = 0; r < kRows; ++r) {
        double answer = 0;
        for (std::size_t first = 0; first < kDepth; first += 5) {
          double sum = 0;
          for (std::size_t k = first; k < std::min<std::size_t>(first + 5, kDepth); ++k) {
            sum += std::nearbyint(a(r, k) / largest(a) * 127) * std::nearbyint(b(k, n) / scale * 127) /
                   (127 * 127);
          }
          most = std::max(most, std::abs(sum));
          squares += sum * sum;
          answer += sum;
        }
        EXPECT_NEAR(result.out(r, n), answer * largest(a) * scale * 0.5, 1e-5);
      }
    }
    EXPECT_NEAR(result.range.partial_max, most, 1e-6);
    EXPECT_EQ(result.range.partials, kRows * kColumns * 3);
    EXPECT_NEAR(result.range.partial_rms, std::sqrt(squares / (kRows * kColumns * 3)), 1e-6);
  }
}

TEST(RangeRecorder, PercentilesShapeTheRanges) {
  Chip chip = program::examples::tiny_chip(ScoreOrder::tron);
  Matrix a(100, 1), b(1, 1);
  for (std::size_t i = 0; i < 100; ++i) a(i, 0) = static_cast<float>(i + 1);
  b(0, 0) = 2;
  chip.operand.clip_percentile = 90;
  const float a_max = record(chip, RangeRecorder::Mode::operands, a, b, site_of(true)).range.a_max;
  EXPECT_NEAR(a_max, 90, 90 / 64.0 + 1);
  ProductRange range{a_max, 1, 0};
  EXPECT_FLOAT_EQ(
      record(chip, RangeRecorder::Mode::partial_sums, a, b, site_of(true, range)).range.partial_max, 1)
      << "clipped operands reach 1";
}

// Large enough for threads and for whole and broken strips; by rows and by columns of the same numbers.
TEST(RangeRecorder, FindsTheSameByRowsAndByColumnsAndOnAnyThreads) {
  const Chip chip = program::examples::tiny_chip(ScoreOrder::tron);
  const std::size_t depth = 301, columns = 1000;
  const Matrix a = random_matrix(5, depth, 5), b = random_matrix(depth, columns, 6);
  Matrix turned(columns, depth);
  for (std::size_t k = 0; k < depth; ++k) {
    for (std::size_t n = 0; n < columns; ++n) turned(n, k) = b(k, n);
  }
  const OperandView by_rows{b.data.data(), depth, columns, columns, 1, 0.5f};
  const OperandView by_columns{turned.data.data(), depth, columns, 1, depth, 0.5f};
  ProductRange range;
  range.a_max = largest(a);
  for (const auto mode : {RangeRecorder::Mode::operands, RangeRecorder::Mode::partial_sums}) {
    const ProductSite site = site_of(false, range);
    std::vector<Recorded> results;
    for (const OperandView& view : {by_rows, by_columns}) {
      for (const int threads : {1, 3}) {
        const RangeRecorder recorder(chip, mode, 2, threads);
        Counters counters;
        Recorded result{Matrix(a.rows, columns), {}};
        const auto operand = recorder.prepare(site, view, counters);
        recorder.multiply(site, a, std::vector<std::uint32_t>(a.rows), *operand, result.out.data.data(),
                          columns, counters);
        result.range = recorder.range(site.id);
        results.push_back(std::move(result));
      }
    }
    for (const Recorded& result : results) {
      EXPECT_EQ(result.out.data, results[0].out.data);
      EXPECT_EQ(result.range.a_max, results[0].range.a_max);
      EXPECT_EQ(result.range.partial_max, results[0].range.partial_max);
    }
    EXPECT_GT(results[0].range.a_max + results[0].range.partial_max, 0);
  }
}

TEST(RangeRecorder, ZerosAreNoTrouble) {
  const Chip chip = program::examples::tiny_chip(ScoreOrder::tron);
  const Matrix a(2, 3), b(3, 2);
  const Recorded result = record(chip, RangeRecorder::Mode::partial_sums, a, b, site_of(true));
  EXPECT_EQ(result.out.data, std::vector<float>(4, 0));
  EXPECT_EQ(result.range.partial_max, 0);
}

}  // namespace
}  // namespace tron::inference
