#include "inference/executor.h"

#include <utility>

#include "base/parallel.h"
#include "inference/control_steps.h"
#include "inference/product_runner.h"
#include "inference/supported.h"

namespace tron {

struct Executor::Impl {
  const Graph& graph;
  const Program& program;
  const ElementwiseOps& ops;
  Ranges ranges;
  std::vector<std::unique_ptr<ProductRunner>> products;  ///< [step], null for other steps
  std::vector<std::size_t> last_use;                     ///< [value]: the step after which it can go

  ElementRange element(std::size_t step) const {
    return ranges.elements.empty() ? ElementRange{} : ranges.elements[step];
  }
  void prepare(int threads);
  BatchValue softmax(const Step& step, BatchValue x) const;
  BatchValue activation(std::size_t number, BatchValue x, std::size_t first_sample) const;
  BatchValue rowwise(std::size_t number, const BatchValue& x, const BatchValue* y,
                     std::size_t first_sample) const;
  void find_last_uses();

  /// The value itself where step `user` is its last, else a copy.
  BatchValue take(std::vector<BatchValue>& values, int value, std::size_t user) const {
    return last_use[value] == user ? std::move(values[value]) : values[value];
  }
};

void Executor::Impl::prepare(int threads) {
  std::vector<std::pair<ProductRunner*, std::size_t>> jobs;
  for (const auto& product : products) {
    for (std::size_t h = 0; product != nullptr && h < product->heads(); ++h) {
      jobs.emplace_back(product.get(), h);
    }
  }
  parallel_for(jobs.size(), threads, [&](std::size_t i, int) { jobs[i].first->prepare(jobs[i].second); });
}

void Executor::Impl::find_last_uses() {
  last_use.assign(program.values, 0);
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    for (int input : program.steps[i].inputs) last_use[input] = i;
  }
  last_use[program.steps.back().output] = program.steps.size();
}

BatchValue Executor::Impl::softmax(const Step& step, BatchValue x) const {
  for (std::size_t s = 0; s < x.samples(); ++s) {
    const std::size_t columns = x.columns[s];
    for (std::size_t r = x.start[s]; r < x.start[s + 1]; ++r) {
      for (int h = 0; h < step.heads; ++h) ops.softmax(x.matrix.row(r) + h * columns, columns);
    }
  }
  return x;
}

BatchValue Executor::Impl::activation(std::size_t number, BatchValue x, std::size_t first_sample) const {
  const std::vector<std::uint32_t> positions = row_positions(x, first_sample);
  const ElementRange range = element(number);
  for (std::size_t r = 0; r < x.matrix.rows; ++r) {
    ops.activation(range, program.steps[number].op, x.matrix.row(r), x.matrix.cols,
                   static_cast<std::uint32_t>(number), positions[r]);
  }
  return x;
}

BatchValue Executor::Impl::rowwise(std::size_t number, const BatchValue& x, const BatchValue* y,
                                   std::size_t first_sample) const {
  const Step& step = program.steps[number];
  const ElementRange range = element(number);
  const std::vector<std::uint32_t> positions = row_positions(x, first_sample);
  const auto id = static_cast<std::uint32_t>(number);
  const std::size_t columns = x.matrix.cols;
  BatchValue out{Matrix(x.matrix.rows, columns), x.start, {}};
  for (std::size_t r = 0; r < x.matrix.rows; ++r) {
    float* to = out.matrix.row(r);
    if (step.kind == StepKind::norm) {
      ops.norm(range, x.matrix.row(r), graph.tensors[step.tensor].value.row(0),
               graph.tensors[step.bias].value.row(0), step.epsilon, columns, id, positions[r], to);
    } else {
      ops.residual(range, x.matrix.row(r), y->matrix.row(r), columns, id, positions[r], to);
    }
  }
  return out;
}

Executor::Executor(const Graph& graph, const Program& program, const Chip& chip, const ProductEngine& engine,
                   const ElementwiseOps& ops, Ranges ranges, int threads)
    : impl_(new Impl{graph, program, ops, std::move(ranges), {}, {}}) {
  check_supported(graph);
  impl_->products.resize(program.steps.size());
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    if (program.steps[i].kind != StepKind::product) continue;
    std::span<const ProductRange> of_step;
    if (!impl_->ranges.products.empty()) of_step = impl_->ranges.products[i];
    impl_->products[i] = std::make_unique<ProductRunner>(program.steps[i], graph, chip, engine, of_step);
  }
  impl_->prepare(threads);
  impl_->find_last_uses();
}

Executor::~Executor() = default;

Matrix Executor::run(std::span<const Sample> samples, std::size_t first_sample, Counters& counters,
                     const Observer& observer) const {
  const auto& steps = impl_->program.steps;
  std::vector<BatchValue> values(impl_->program.values);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    const BatchValue* x = step.inputs.empty() ? nullptr : &values[step.inputs[0]];
    const BatchValue* y = step.inputs.size() < 2 ? nullptr : &values[step.inputs[1]];
    BatchValue& out = values[step.output];
    switch (step.kind) {
      case StepKind::product:
        out = impl_->products[i]->run(*x, y, first_sample, counters);
        break;
      case StepKind::softmax:
        out = impl_->softmax(step, impl_->take(values, step.inputs[0], i));
        break;
      case StepKind::activation:
        out = impl_->activation(i, impl_->take(values, step.inputs[0], i), first_sample);
        break;
      case StepKind::norm:
      case StepKind::residual:
        out = impl_->rowwise(i, *x, y, first_sample);
        break;
      default:
        out = run_control_step(step, impl_->graph, samples, x);
    }
    if (observer) observer(i, out.matrix);
    for (int input : step.inputs) {
      if (impl_->last_use[input] == i) values[input] = {};
    }
  }
  return std::move(values[steps.back().output].matrix);
}

}  // namespace tron
