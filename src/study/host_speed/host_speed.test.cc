#include "study/host_speed/host_speed.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/execution/parallel.h"
#include "inference/elementwise/elementwise_exact.h"
#include "inference/rounding_for_test.h"

namespace tron::study {
namespace {

constexpr EncoderSizes kSmall{2, 12, 3, 20};

Matrix some_input(std::size_t tokens, std::size_t width) {
  Matrix x(tokens, width);
  for (std::size_t i = 0; i < x.data.size(); ++i) x.data[i] = std::sin(static_cast<float>(i * i));
  return x;
}

Matrix naive_product(const Matrix& a, const Matrix& b) {
  Matrix out(a.rows, b.cols);
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < b.cols; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < a.cols; ++k) sum += double{a(i, k)} * b(k, j);
      out(i, j) = static_cast<float>(sum);
    }
  return out;
}

Matrix naive_attention(const Matrix& qkv, const EncoderSizes& s) {
  const std::size_t d = s.width, dk = d / s.heads;
  Matrix out(qkv.rows, d);
  for (std::size_t h = 0; h < s.heads; ++h)
    for (std::size_t i = 0; i < qkv.rows; ++i) {
      std::vector<float> p(qkv.rows, 0);
      for (std::size_t j = 0; j < qkv.rows; ++j) {
        for (std::size_t k = 0; k < dk; ++k) p[j] += qkv(i, h * dk + k) * qkv(j, d + h * dk + k);
        p[j] /= std::sqrt(static_cast<float>(dk));
      }
      exact_softmax(p.data(), p.size());
      for (std::size_t j = 0; j < qkv.rows; ++j)
        for (std::size_t k = 0; k < dk; ++k) out(i, h * dk + k) += p[j] * qkv(j, 2 * d + h * dk + k);
    }
  return out;
}

void naive_add_norm(Matrix& x, const Matrix& add, const HostEncoder::Layer& layer) {
  for (std::size_t i = 0; i < x.data.size(); ++i) x.data[i] += add.data[i];
  for (std::size_t r = 0; r < x.rows; ++r) {
    const std::vector<float> row(x.row(r), x.row(r) + x.cols);
    exact_norm(row.data(), {layer.gamma.data(), layer.beta.data(), 1e-12}, x.cols, x.row(r));
  }
}

/// Of every layer: Q, K and V, scores, context, output, up, down; the sums of softmax and two norms.
double rounding_of_encoder(const EncoderSizes& s, std::size_t tokens) {
  const std::size_t d = s.width;
  return rounding_of(static_cast<double>(
      s.layers * (d + d / s.heads + tokens + d + d + s.feed_forward + tokens + 2 * (d + d))));
}

TEST(HostEncoder, AgreesWithAPlainOne) {
  const HostEncoder encoder(kSmall, 7);
  Matrix fast = some_input(5, kSmall.width), plain = fast;
  encoder.run(fast, 1);
  for (const HostEncoder::Layer& layer : encoder.layers()) {
    naive_add_norm(
        plain,
        naive_product(naive_attention(naive_product(plain, layer.query_key_value), kSmall), layer.output),
        layer);
    Matrix up = naive_product(plain, layer.up);
    for (float& v : up.data) v = static_cast<float>(exact_activation(Op::gelu_tanh, v));
    naive_add_norm(plain, naive_product(up, layer.down), layer);
  }
  EXPECT_LT(relative_error(fast.data, plain.data), rounding_of_encoder(kSmall, 5));
}

TEST(HostEncoder, ThreadsChangeNothingButRoundings) {
  const HostEncoder encoder({1, 64, 4, 128}, 3);
  Matrix one = some_input(40, 64), three = one;
  encoder.run(one, 1);
  encoder.run(three, 3);
  EXPECT_LT(relative_error(three.data, one.data), 2 * rounding_of_encoder({1, 64, 4, 128}, 40));
}

TEST(HostSpeed, MeasuresOneThreadAndAll) {
  const HostSpeed speed = measure_host(kSmall, 5, 0.02);
  EXPECT_EQ(speed.runs.front().threads, 1);
  EXPECT_EQ(speed.runs.back().threads, available_threads());
  EXPECT_EQ(speed.runs.size(), available_threads() > 1 ? 2u : 1u);
  for (const HostRun& run : speed.runs) {
    EXPECT_GT(run.latency_s, 0);
    EXPECT_GE(run.repetitions, 1);
    EXPECT_LE(run.repetitions, 9);
  }
  EXPECT_DOUBLE_EQ(speed.ops, 2 * (8 * 5 * 144 + 4 * 5 * 12 * 20 + 4 * 25 * 12));
  EXPECT_FALSE(speed.blas.empty());
  EXPECT_TRUE(!speed.power_limit_w || *speed.power_limit_w > 0);
}

TEST(HostSpeed, AShortBudgetStillMeasuresOnce) {
  for (const HostRun& run : measure_host(kSmall, 3, 0).runs) EXPECT_EQ(run.repetitions, 1);
}

}  // namespace
}  // namespace tron::study
