#include "inference/photonic/photonic_kernel.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "inference/kernels/vector_target.h"
#include "inference/kernels/vector_targets_for_test.h"

namespace tron::inference {
namespace {

struct Case {
  PackedLight a;
  PackedRings b;
  std::vector<float> column_scale;
  std::vector<std::uint32_t> row_ids;
};

Case random_case(std::size_t rows, std::size_t k, std::size_t n, std::size_t channels, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> unit(-1, 1);
  Case c;
  c.a.shape(rows, k, channels);
  c.b.shape(k, n, channels);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < k; ++i) {
      const std::size_t tile = i / channels, w = i % channels;
      c.a.difference[(row * c.a.tiles + tile) * channels + w] = unit(random);
      c.a.total[(row * c.a.tiles + tile) * c.a.quads() * 4 + w] = random() % 128;
    }
    c.row_ids.push_back(random());
  }
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t column = 0; column < n; ++column) {
      const std::size_t block = column / kBlockColumns, x = column % kBlockColumns, tile = i / channels,
                        w = i % channels;
      c.b.difference[c.b.difference_at(block, tile) + w * kBlockColumns + x] = 20 * unit(random);
      c.b.total[c.b.total_at(block, tile) + (w / 4 * kBlockColumns + x) * 4 + w % 4] =
          static_cast<std::int8_t>(random() % 128);
    }
  }
  for (std::size_t column = 0; column < n; ++column) c.column_scale.push_back(unit(random));
  return c;
}

const Conversion kNoisy{0.3f, 1e-6f, 1e-3f, 1e-12f, 60};
const Conversion kSilent{0, 0, 0, 0, 60};

struct Answer {
  std::vector<float> out;
  std::uint64_t limited = 0;
  friend bool operator==(const Answer&, const Answer&) = default;
};

template <class Function>
Answer run(Function multiply, const Case& c, const Conversion& conversion, std::uint64_t seed = 42,
           const ConverterColumns* converters = nullptr) {
  Answer answer{std::vector<float>(c.a.rows * c.b.n), 0};
  answer.limited = multiply(c.a, c.b, conversion, NoisePosition{seed, 9, c.row_ids}, c.column_scale.data(),
                            answer.out.data(), c.b.n, converters);
  return answer;
}

ConverterColumns random_converters(std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> unit(-1, 1);
  ConverterColumns c;
  c.reach = 75;
  c.bias.assign(round_up(columns, kBlockColumns), 0.0f);
  c.offset = c.bias;
  c.number.assign(c.bias.size() * ConverterColumns::kFields, 0.0f);
  for (std::size_t n = 0; n < columns; ++n) {
    c.number[c.at(n, ConverterColumns::imbalance)] = 1e-4f * unit(random);
    c.number[c.at(n, ConverterColumns::c0)] = 2 * unit(random);
    c.number[c.at(n, ConverterColumns::c1)] = 1 + 0.1f * unit(random);
    c.number[c.at(n, ConverterColumns::c2)] = 1e-3f * unit(random);
    c.number[c.at(n, ConverterColumns::c3)] = 1e-5f * unit(random);
    c.bias[n] = 3 * unit(random);
    c.offset[n] = unit(random);
  }
  return c;
}

/// Calls check() on every instruction set, with VNNI and without.
template <class Check>
void on_every_kernel(Check check) {
  on_every_target([&] {
    const bool all = vnni_in_use();
    for (const bool vnni : {all, false}) {
      allow_vnni(vnni);
      check();
    }
    allow_vnni(all);
  });
}

TEST(PhotonicKernel, EqualsTheScalarFormToTheBitOnEveryInstructionSetAndOddShape) {
  const std::size_t shapes[][4] = {{1, 1, 1, 1},     {3, 17, 33, 16}, {4, 128, 32, 16},
                                   {5, 200, 75, 16}, {9, 40, 31, 12}, {2, 300, 64, 5},
                                   {7, 129, 1, 16},  {6, 7, 100, 18}, {1, 1024, 40, 16}};
  for (const auto& s : shapes) {
    const Case c = random_case(s[0], s[1], s[2], s[3], 7);
    for (const Conversion& conversion : {kNoisy, kSilent}) {
      const Answer expected = run(photonic_multiply_scalar, c, conversion);
      on_every_kernel([&] {
        EXPECT_EQ(run(photonic_multiply, c, conversion), expected)
            << vector_target() << ' ' << s[0] << 'x' << s[1] << 'x' << s[2] << ", " << s[3] << " channels";
      });
    }
  }
}

TEST(PhotonicKernel, ScalesOfTilesEqualTheScalarFormToo) {
  const std::size_t shapes[][4] = {{3, 17, 33, 16}, {5, 200, 75, 16}, {9, 40, 31, 12}, {1, 1, 1, 1}};
  std::mt19937 random(8);
  std::uniform_real_distribution<float> unit(0, 2);
  for (const auto& s : shapes) {
    for (const int which : {1, 2, 3}) {
      Case c = random_case(s[0], s[1], s[2], s[3], 7);
      if (which & 1) c.a.scale.resize(c.a.rows * c.a.tiles);
      if (which & 2) c.b.scale.resize(c.b.blocks * c.b.tiles * kBlockColumns);
      for (float& x : c.a.scale) x = unit(random);
      for (float& x : c.b.scale) x = unit(random);
      const ConverterColumns made = random_converters(s[2], 5);
      for (const Conversion& conversion : {kNoisy, kSilent}) {
        for (const ConverterColumns* converters : {static_cast<const ConverterColumns*>(nullptr), &made}) {
          const Answer expected = run(photonic_multiply_scalar, c, conversion, 42, converters);
          on_every_kernel([&] {
            EXPECT_EQ(run(photonic_multiply, c, conversion, 42, converters), expected) << vector_target();
          });
        }
      }
    }
  }
}

TEST(PhotonicKernel, ConvertersOfTheirOwnEqualTheScalarFormToo) {
  const std::size_t shapes[][4] = {{3, 17, 33, 16}, {5, 200, 75, 16}, {9, 40, 31, 12}, {1, 1, 1, 1}};
  for (const auto& s : shapes) {
    const Case c = random_case(s[0], s[1], s[2], s[3], 7);
    const ConverterColumns made = random_converters(s[2], 5);
    for (const Conversion& conversion : {kNoisy, kSilent}) {
      const Answer expected = run(photonic_multiply_scalar, c, conversion, 42, &made);
      EXPECT_NE(expected, run(photonic_multiply_scalar, c, conversion));
      on_every_kernel(
          [&] { EXPECT_EQ(run(photonic_multiply, c, conversion, 42, &made), expected) << vector_target(); });
    }
  }
}

TEST(PhotonicKernel, LimitedConversionsAreCountedAndKeptAtTheLimit) {
  Case c = random_case(3, 16, 20, 16, 1);
  Conversion narrow = kSilent;
  narrow.limit = 1;
  for (float& x : c.a.difference) x = 1;
  for (float& x : c.b.difference) x = x < 0 ? -5.0f : 5.0f;
  const Answer answer = run(photonic_multiply, c, narrow);
  EXPECT_GT(answer.limited, 40u);
  EXPECT_LE(answer.limited, 60u);
  for (std::size_t i = 0; i < answer.out.size(); ++i) {
    EXPECT_LE(std::abs(answer.out[i]), std::abs(c.column_scale[i % 20]) * 1.0001f);
  }
}

TEST(PhotonicKernel, PaddingNeitherSaturatesNorWrites) {
  // Noise far beyond the limit: every real conversion is limited, and nothing else may be counted.
  Case c = random_case(5, 20, 33, 16, 3);
  const Conversion wild{1e12f, 0, 0, 0, 1};
  const Answer answer = run(photonic_multiply, c, wild);
  EXPECT_LE(answer.limited, 5u * 33 * 2);
  EXPECT_GT(answer.limited, 5u * 33 * 2 - 4);
}

TEST(PhotonicKernel, RowsDependOnTheirIdsAndNotOnTheirPlace) {
  const Case c = random_case(8, 64, 40, 16, 5);
  const Answer together = run(photonic_multiply, c, kNoisy);
  for (std::size_t row = 0; row < 8; ++row) {
    Case one;
    one.b = c.b, one.column_scale = c.column_scale, one.row_ids = {c.row_ids[row]};
    one.a.shape(1, 64, 16);
    std::copy_n(c.a.difference.begin() + row * 64, 64, one.a.difference.begin());
    std::copy_n(c.a.total.begin() + row * 64, 64, one.a.total.begin());
    const Answer alone = run(photonic_multiply, one, kNoisy);
    EXPECT_TRUE(std::equal(alone.out.begin(), alone.out.end(), together.out.begin() + row * 40)) << row;
  }
}

TEST(PhotonicKernel, SeedsAndProductsDrawOtherNoise) {
  const Case c = random_case(4, 64, 40, 16, 5);
  EXPECT_NE(run(photonic_multiply, c, kNoisy, 1).out, run(photonic_multiply, c, kNoisy, 2).out);
}

}  // namespace
}  // namespace tron::inference
