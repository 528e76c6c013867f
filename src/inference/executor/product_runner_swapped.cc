#include "inference/executor/product_runner.h"
#include "program/step_work.h"

namespace tron::inference {

bool ProductRunner::inputs_stay(ProductShape shape) const {
  const ArrayPool& pool = machine_.pools[machine_.pool_of[static_cast<int>(product_.role)]];
  return inference::inputs_stay(machine_, pool, product_.heads / product_.group, shape.m * product_.group,
                                shape.k, shape.n);
}

void ProductRunner::run_either(const BatchValue& a, const BatchValue* b, std::size_t first_sample,
                               std::span<const std::uint32_t> positions, BatchValue& out,
                               Counters& counters) const {
  for (std::size_t s = 0; s < a.samples(); ++s) {
    const ProductShape shape = product_shape(product_, a.rows(s), b != nullptr ? b->rows(s) : 0);
    if (inputs_stay(shape)) {
      run_swapped(a, b, s, first_sample, out, counters);
    } else if (b != nullptr) {
      run_dynamic_sample(a, *b, s, positions, out, counters);
    } else {
      for (std::size_t h = 0; h < heads(); ++h) {
        multiply(h, a.of(s), positions.subspan(a.start[s], shape.m), *fixed_[h], shape,
                 out.matrix.row(a.start[s]) + h * shape.n, out.matrix.cols, counters);
      }
    }
  }
}

void ProductRunner::run_swapped(const BatchValue& a, const BatchValue* b, std::size_t sample,
                                std::size_t first_sample, BatchValue& out, Counters& counters) const {
  const ProductShape shape = product_shape(product_, a.rows(sample), b != nullptr ? b->rows(sample) : 0);
  // A column of the result takes the noise position of a row of that number, whatever token it stands for.
  std::vector<std::uint32_t> positions(shape.n);
  for (std::size_t n = 0; n < shape.n; ++n) {
    positions[n] = static_cast<std::uint32_t>((first_sample + sample) * kMaxTokens + n);
  }
  Matrix streamed(shape.n, shape.k), result(shape.n, shape.m);
  for (std::size_t h = 0; h < heads(); ++h) {
    const OperandView right = b != nullptr ? dynamic_operand(b->of(sample), h) : fixed_operand(h);
    for (std::size_t n = 0; n < shape.n; ++n) {
      for (std::size_t k = 0; k < shape.k; ++k) streamed(n, k) = right(k, n);
    }
    const MatrixView left = a.of(sample);
    const float* data = left.data + (product_.a_per_head ? h * shape.k : 0);
    ProductSite site = sites_[h];
    site.dynamic = true;
    Counters writing, working;
    const auto ready = engine_.prepare(site, {data, shape.k, shape.m, 1, left.stride, 1}, writing);
    engine_.multiply(site, streamed, positions, *ready, result.data.data(), result.cols, working);
    working.macs = std::uint64_t{shape.m} * shape.k * shape.n;
    working.ring_updates = std::uint64_t{shape.m} * shape.k;
    writing.ring_updates = 0;
    counters.add(writing);
    counters.add(working);
    for (std::size_t m = 0; m < shape.m; ++m) {
      float* to = out.matrix.row(a.start[sample] + m) + h * shape.n;
      for (std::size_t n = 0; n < shape.n; ++n) to[n] = result(n, m);
    }
  }
}

}  // namespace tron::inference
