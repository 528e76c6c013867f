#include "study/host_speed/host_encoder.h"

#include <algorithm>
#include <cmath>

#include "base/execution/parallel.h"
#include "study/host_speed/host_blas.h"

namespace tron::study {
namespace {

/// Rows are handed out in blocks: a thread's start costs more than a row.
constexpr std::size_t kRows = 16;

template <class Body>
void by_rows(std::size_t rows, int threads, const Body& body) {
  const std::size_t blocks = (rows + kRows - 1) / kRows;
  parallel_for(blocks, threads, [&](std::size_t block, int) {
    const std::size_t last = std::min(rows, (block + 1) * kRows);
    for (std::size_t row = block * kRows; row < last; ++row) body(row);
  });
}

Matrix random_matrix(std::size_t rows, std::size_t cols, std::uint64_t& state) {
  Matrix m(rows, cols);
  // Any numbers do that keep values near 1: what a product costs does not depend on them.
  const float scale = std::sqrt(3.0f / static_cast<float>(rows)) / 2147483648.0f;
  for (float& v : m.data) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    v = static_cast<float>(static_cast<std::int32_t>(state >> 32)) * scale;
  }
  return m;
}

/// out = alpha a b, or alpha a b^T, on the calling thread; leading dimensions in floats.
void multiply(const float* a, std::size_t lda, const float* b, std::size_t ldb, HostBlas::Transpose transpose,
              std::size_t m, std::size_t n, std::size_t k, float alpha, float* out, std::size_t ldo) {
  static const auto sgemm = host_blas().sgemm;
  sgemm(HostBlas::row_major, HostBlas::no_transpose, transpose, static_cast<int>(m), static_cast<int>(n),
        static_cast<int>(k), alpha, a, static_cast<int>(lda), b, static_cast<int>(ldb), 0.0f, out,
        static_cast<int>(ldo));
}

/// Every thread takes columns of its own, so that none of b, the larger operand, is read twice.
Matrix product(const Matrix& a, const Matrix& b, int threads) {
  constexpr std::size_t kTogether = 16;  // a cache line
  Matrix out(a.rows, b.cols);
  const std::size_t lines = (b.cols + kTogether - 1) / kTogether,
                    share = (lines + threads - 1) / threads * kTogether;
  parallel_for((b.cols + share - 1) / share, threads, [&](std::size_t part, int) {
    const std::size_t first = part * share, columns = std::min(share, b.cols - first);
    multiply(a.data.data(), a.cols, b.data.data() + first, b.cols, HostBlas::no_transpose, a.rows, columns,
             a.cols, 1, out.data.data() + first, out.cols);
  });
  return out;
}

void softmax(float* x, std::size_t n) {
  const float most = *std::max_element(x, x + n);
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i] = std::exp(x[i] - most);
  for (std::size_t i = 0; i < n; ++i) x[i] /= sum;
}

void gelu(float* x, std::size_t n) {
  // 0.5 x (1 + tanh u) = x / (1 + exp(-2 u)), u = sqrt(2 / pi) (x + 0.044715 x^3).
  for (std::size_t i = 0; i < n; ++i)
    x[i] /= 1 + std::exp(-1.5957691216f * (x[i] + 0.044715f * x[i] * x[i] * x[i]));
}

/// x + add, normalised.
void add_norm(float* x, const float* add, std::size_t n, const HostEncoder::Layer& layer) {
  float sum = 0, squares = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i] += add[i];
  const float mean = sum / static_cast<float>(n);
  for (std::size_t i = 0; i < n; ++i) squares += (x[i] - mean) * (x[i] - mean);
  const float inverse = 1 / std::sqrt(squares / static_cast<float>(n) + 1e-12f);
  for (std::size_t i = 0; i < n; ++i) x[i] = (x[i] - mean) * inverse * layer.gamma[i] + layer.beta[i];
}

/// Context [tokens x width] of all heads, from Q, K and V side by side.
Matrix attention(const Matrix& qkv, const EncoderSizes& s, int threads) {
  const std::size_t n = qkv.rows, d = s.width, dk = d / s.heads;
  Matrix out(n, d);
  const float scale = 1 / std::sqrt(static_cast<float>(dk));
  parallel_for(s.heads, threads, [&](std::size_t h, int) {
    Matrix scores(n, n);
    const float* q = qkv.data.data() + h * dk;
    multiply(q, 3 * d, q + d, 3 * d, HostBlas::transpose, n, n, dk, scale, scores.data.data(), n);
    for (std::size_t row = 0; row < n; ++row) softmax(scores.row(row), n);
    multiply(scores.data.data(), n, q + 2 * d, 3 * d, HostBlas::no_transpose, n, dk, n, 1,
             out.data.data() + h * dk, d);
  });
  return out;
}

}  // namespace

HostEncoder::HostEncoder(const EncoderSizes& sizes, std::uint64_t seed) : sizes_(sizes) {
  const std::size_t d = sizes.width, f = sizes.feed_forward;
  for (std::size_t i = 0; i < sizes.layers; ++i) {
    Layer layer;
    layer.query_key_value = random_matrix(d, 3 * d, seed);
    layer.output = random_matrix(d, d, seed);
    layer.up = random_matrix(d, f, seed);
    layer.down = random_matrix(f, d, seed);
    layer.gamma.assign(d, 1);
    layer.beta.assign(d, 0);
    layers_.push_back(std::move(layer));
  }
}

void HostEncoder::run(Matrix& x, int threads) const {
  reserve_for_blas(threads);
  const auto add = [&](const Matrix& what, const Layer& layer) {
    by_rows(x.rows, threads, [&](std::size_t r) { add_norm(x.row(r), what.row(r), x.cols, layer); });
  };
  for (const Layer& layer : layers_) {
    const Matrix context = attention(product(x, layer.query_key_value, threads), sizes_, threads);
    add(product(context, layer.output, threads), layer);
    Matrix up = product(x, layer.up, threads);
    by_rows(up.rows, threads, [&](std::size_t r) { gelu(up.row(r), up.cols); });
    add(product(up, layer.down, threads), layer);
  }
}

}  // namespace tron::study
