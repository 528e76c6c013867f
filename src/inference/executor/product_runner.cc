#include "inference/executor/product_runner.h"

#include <algorithm>

namespace tron::inference {

ProductRunner::ProductRunner(const Step& step, const Graph& graph, const Chip& chip,
                             const ProductEngine& engine, std::span<const ProductRange> ranges)
    : product_(step.product), graph_(graph), machine_(chip.machine), engine_(engine) {
  const ArrayDesign& array = product_.feed_forward ? chip.feed_forward : chip.attention;
  for (int h = 0; h < product_.heads; ++h) {
    ProductSite site;
    site.id = product_.id + h;
    // Heads that share an operand share the array that holds it.
    site.unit =
        product_.unit + h / product_.group % chip.heads + (product_.feed_forward ? chip.attention.count : 0);
    site.array_rows = array.rows;
    site.dynamic = product_.weighting == Weighting::dynamic;
    if (!ranges.empty()) site.range = ranges[h];
    sites_.push_back(site);
  }
  fixed_.resize(sites_.size());
}

void ProductRunner::prepare(std::size_t head) {
  if (sites_[head].dynamic || machine_.stationary == Stationary::inputs) return;
  Counters programming;  // of the weights, once: belongs to the schedule, not to a sample
  fixed_[head] = engine_.prepare(sites_[head], fixed_operand(head), programming);
}

OperandView ProductRunner::fixed_operand(std::size_t head) const {
  const Matrix& w = graph_.tensors[product_.tensor].value;
  const std::size_t rows = product_.b_transposed ? product_.n : product_.k;
  const float* data = w.row(product_.b_per_head ? head * rows : 0);
  OperandView view{data, product_.k, product_.n, w.cols, 1, static_cast<float>(product_.fold)};
  if (product_.b_transposed) std::swap(view.k_stride, view.n_stride);
  return view;
}

OperandView ProductRunner::dynamic_operand(MatrixView b, std::size_t head) const {
  const ProductShape shape = product_shape(product_, 0, b.rows);
  const std::size_t cols = product_.b_transposed ? shape.k : shape.n;
  const float* data = b.data + (product_.b_per_head ? head / product_.group * cols : 0);
  OperandView view{data, shape.k, shape.n, b.stride, 1, static_cast<float>(product_.fold)};
  if (product_.b_transposed) std::swap(view.k_stride, view.n_stride);
  return view;
}

void ProductRunner::multiply(std::size_t head, MatrixView a, std::span<const std::uint32_t> positions,
                             const ReadyOperand& b, ProductShape shape, float* out, std::size_t stride,
                             Counters& counters) const {
  const std::size_t column = product_.a_per_head ? head * shape.k : 0;
  Counters of_engine;
  engine_.multiply(sites_[head], a.window(0, a.rows, column, shape.k), positions, b, out, stride, of_engine);
  of_engine.macs = std::uint64_t{shape.m} * shape.k * shape.n;
  of_engine.ring_updates = 0;
  counters.add(of_engine);
}

void ProductRunner::run_fixed(const BatchValue& a, std::span<const std::uint32_t> positions, BatchValue& out,
                              Counters& counters) const {
  const ProductShape shape{a.matrix.rows, product_.k, product_.n};
  for (std::size_t h = 0; h < heads(); ++h) {
    multiply(h, a.matrix, positions, *fixed_[h], shape, out.matrix.data.data() + h * shape.n, out.matrix.cols,
             counters);
  }
}

void ProductRunner::run_dynamic_sample(const BatchValue& a, const BatchValue& b, std::size_t s,
                                       std::span<const std::uint32_t> positions, BatchValue& out,
                                       Counters& counters) const {
  const ProductShape shape = product_shape(product_, a.rows(s), b.rows(s));
  std::unique_ptr<ReadyOperand> first;
  for (std::size_t h = 0; h < heads(); ++h) {
    Counters writing;
    const OperandView view = dynamic_operand(b.of(s), h);
    const bool opens_group = h % product_.group == 0;
    const bool known = h > 0 && (!product_.b_per_head || !opens_group);
    std::unique_ptr<ReadyOperand> ready = known ? engine_.prepare_like(*first, sites_[h], view, writing)
                                                : engine_.prepare(sites_[h], view, writing);
    writing.ring_updates = opens_group ? std::uint64_t{shape.k} * shape.n : 0;
    counters.add(writing);
    multiply(h, a.of(s), positions.subspan(a.start[s], shape.m), *ready, shape,
             out.matrix.row(a.start[s]) + h * shape.n, out.matrix.cols, counters);
    if (!known) first = std::move(ready);
  }
}

void ProductRunner::run_dynamic(const BatchValue& a, const BatchValue& b,
                                std::span<const std::uint32_t> positions, BatchValue& out,
                                Counters& counters) const {
  for (std::size_t s = 0; s < a.samples(); ++s) run_dynamic_sample(a, b, s, positions, out, counters);
}

BatchValue ProductRunner::run(const BatchValue& a, const BatchValue* b, std::size_t first_sample,
                              Counters& counters) const {
  BatchValue out;
  out.start = a.start;
  out.first_token = a.first_token;
  std::size_t columns = product_.n;
  if (product_.weighting == Weighting::dynamic && product_.n == 0) {
    for (std::size_t s = 0; s < b->samples(); ++s) out.columns.push_back(b->rows(s));
    columns = *std::max_element(out.columns.begin(), out.columns.end());
  }
  out.matrix = Matrix(a.matrix.rows, columns * heads());
  const std::vector<std::uint32_t> positions = row_positions(a, first_sample);
  if (machine_.stationary != Stationary::weights) {
    run_either(a, b, first_sample, positions, out, counters);
  } else if (product_.weighting == Weighting::fixed) {
    run_fixed(a, positions, out, counters);
  } else {
    run_dynamic(a, *b, positions, out, counters);
  }
  if (product_.bias >= 0) {
    const float* bias = graph_.tensors[product_.bias].value.row(0);
    for (std::size_t r = 0; r < out.matrix.rows; ++r) {
      float* row = out.matrix.row(r);
      for (std::size_t c = 0; c < out.matrix.cols; ++c) row[c] += bias[c];
    }
  }
  return out;
}

}  // namespace tron::inference
