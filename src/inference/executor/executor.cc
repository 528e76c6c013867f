#include "inference/executor/executor.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "base/error.h"
#include "base/execution/parallel.h"
#include "inference/executor/cached_rows.h"
#include "inference/executor/control_steps.h"
#include "inference/executor/host_steps.h"
#include "inference/executor/product_runner.h"
#include "inference/executor/supported.h"

namespace tron::inference {

/// A pass with the state that this executor made for it.
struct LocalPass {
  std::span<const Sample> samples;
  std::size_t first_sample;
  CachedRows* state;
};

struct Executor::Impl {
  const Program& program;
  const ElementwiseOps& ops;
  Ranges ranges;
  std::vector<std::unique_ptr<ProductRunner>> products;  ///< [step], null for other steps
  std::vector<std::size_t> last_use;                     ///< [value]: the step after which it can go
  DecodePlan decode;

  ElementRange element(std::size_t step) const {
    return ranges.elements.empty() ? ElementRange{} : ranges.elements[step];
  }
  void prepare(int threads);
  BatchValue softmax(const Step& step, BatchValue x) const;
  BatchValue run_step(std::size_t number, std::vector<BatchValue>& values, const LocalPass& pass,
                      Counters& counters) const;
  const BatchValue* operand(const Step& step, std::size_t which, const std::vector<BatchValue>& values,
                            const LocalPass& pass) const;
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

namespace {

/// An answer that is no number must not pass for one.
void require_finite(const Graph& graph, const Step& step, const Matrix& value) {
  const auto at =
      std::find_if(value.data.begin(), value.data.end(), [](float v) { return !std::isfinite(v); });
  if (at == value.data.end()) return;
  throw InputError({graph.name, 0, 0, step.name}, std::to_string(*at) + " among its values",
                   "finite numbers: the network's weights or inputs overflow single precision");
}

/// Scores of a row that its softmax takes.
struct SeenColumns {
  std::size_t first = 0, last = 0;
};

SeenColumns seen_columns(const Step& step, std::size_t token, std::size_t columns) {
  if (!step.causal) return {0, columns};
  const std::size_t last = std::min(columns, token + 1);
  return {step.window > 0 && last > step.window ? last - step.window : 0, last};
}

}  // namespace

BatchValue Executor::Impl::softmax(const Step& step, BatchValue x) const {
  for (std::size_t s = 0; s < x.samples(); ++s) {
    const std::size_t columns = x.columns[s];
    for (std::size_t r = 0; r < x.rows(s); ++r) {
      const SeenColumns seen = seen_columns(step, x.token(s) + r, columns);
      for (int h = 0; h < step.heads; ++h) {
        float* scores = x.matrix.row(x.start[s] + r) + h * columns;
        std::fill(scores, scores + seen.first, 0.0f);
        std::fill(scores + seen.last, scores + columns, 0.0f);
        ops.softmax(scores + seen.first, seen.last - seen.first);
      }
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
  BatchValue out{Matrix(x.matrix.rows, columns), x.start, {}, x.first_token};
  const auto row_of = [&](int tensor) {
    return tensor < 0 ? nullptr : program.graph->tensors[tensor].value.row(0);
  };
  const NormTerms terms{row_of(step.tensor), row_of(step.bias), step.epsilon, step.op == Op::layer_norm};
  for (std::size_t r = 0; r < x.matrix.rows; ++r) {
    float* to = out.matrix.row(r);
    if (step.kind == StepKind::norm) {
      ops.norm(range, x.matrix.row(r), terms, columns, id, positions[r], to);
    } else {
      ops.residual(range, x.matrix.row(r), y->matrix.row(r), columns, id, positions[r], to);
    }
  }
  return out;
}

Executor::Executor(const Program& program, const Chip& chip, const ProductEngine& engine,
                   const ElementwiseOps& ops, Ranges ranges, int threads)
    : impl_(new Impl{program, ops, std::move(ranges), {}, {}, decode_plan(program)}) {
  check_supported(*program.graph);
  impl_->products.resize(program.steps.size());
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    if (program.steps[i].kind != StepKind::product) continue;
    std::span<const ProductRange> of_step;
    if (!impl_->ranges.products.empty()) of_step = impl_->ranges.products[i];
    impl_->products[i] =
        std::make_unique<ProductRunner>(program.steps[i], *program.graph, chip, engine, of_step);
  }
  impl_->prepare(threads);
  impl_->find_last_uses();
}

Executor::~Executor() = default;

/// An operand of a step: of this pass, or from what earlier ones left.
const BatchValue* Executor::Impl::operand(const Step& step, std::size_t which,
                                          const std::vector<BatchValue>& values,
                                          const LocalPass& pass) const {
  if (step.inputs.size() <= which) return nullptr;
  const int value = step.inputs[which];
  if (pass.state == nullptr) return &values[value];
  const bool product = step.kind == StepKind::product;
  if (which == 1 && product && step.product.cached) return &pass.state->rows(value);
  if (!step.source && decode.kept[value]) return &pass.state->kept(value);
  return &values[value];
}

BatchValue Executor::Impl::run_step(std::size_t number, std::vector<BatchValue>& values,
                                    const LocalPass& pass, Counters& counters) const {
  const Step& step = program.steps[number];
  const BatchValue* x = operand(step, 0, values, pass);
  const BatchValue* y = operand(step, 1, values, pass);
  switch (step.kind) {
    case StepKind::product:
      return products[number]->run(*x, y, pass.first_sample, counters);
    case StepKind::softmax:
      return softmax(step, take(values, step.inputs[0], number));
    case StepKind::activation:
      return activation(number, take(values, step.inputs[0], number), pass.first_sample);
    case StepKind::norm:
    case StepKind::residual:
      return rowwise(number, *x, y, pass.first_sample);
    case StepKind::input:
      return run_input_step(step, *program.graph, pass.samples);
    case StepKind::host: {
      std::vector<const BatchValue*> inputs;
      for (std::size_t i = 0; i < step.inputs.size(); ++i) inputs.push_back(operand(step, i, values, pass));
      return run_host_step(step, *program.graph, inputs);
    }
    default:
      return run_control_step({step, *program.graph, pass.samples, pass.state}, x, y);
  }
}

std::unique_ptr<DecodeState> Executor::new_state() const {
  return std::make_unique<CachedRows>();
}

BatchValue Executor::run(const Pass& wanted, Counters& counters, const Observer& observer) const {
  const LocalPass pass{wanted.samples, wanted.first_sample, dynamic_cast<CachedRows*>(wanted.state)};
  if (wanted.state != nullptr && pass.state == nullptr)
    throw std::logic_error("a decode state that another backend made");
  const auto& steps = impl_->program.steps;
  const bool continues = pass.state != nullptr && !pass.state->empty();
  if (pass.state != nullptr && !can_decode(impl_->program)) {
    throw InputError({impl_->program.graph->name, 0, 0, "network"}, "no decoder that reads token by token",
                     "causal attention in every layer that mixes tokens");
  }
  std::vector<BatchValue> values(impl_->program.values);
  std::vector<std::size_t> read(pass.samples.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    if (continues && step.source) continue;
    BatchValue out = impl_->run_step(i, values, pass, counters);
    if (observer) observer(i, out.matrix);
    if (step.kind == StepKind::embed && !step.source) {
      for (std::size_t s = 0; s < read.size(); ++s) read[s] = out.rows(s);
    }
    if (pass.state != nullptr && impl_->decode.cached[step.output]) pass.state->append(step.output, out);
    if (pass.state != nullptr && impl_->decode.kept[step.output]) pass.state->keep(step.output, out);
    values[step.output] = std::move(out);
    for (int input : step.inputs) {
      if (impl_->last_use[input] == i) values[input] = {};
    }
  }
  if (pass.state != nullptr) pass.state->advance(read);
  require_finite(*impl_->program.graph, steps.back(), values[steps.back().output].matrix);
  return std::move(values[steps.back().output]);
}

}  // namespace tron::inference
