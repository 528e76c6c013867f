#include "program/program.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "base/error.h"
#include "network/operators/host_op.h"
#include "program/lowering.h"

namespace tron::program {
namespace {

StepKind control_kind(Op op) {
  switch (op) {
    case Op::patches:
      return StepKind::patches;
    case Op::embed:
      return StepKind::embed;
    case Op::prepend:
      return StepKind::prepend;
    case Op::add_rows:
      return StepKind::add_rows;
    case Op::take_first:
      return StepKind::take_first;
    case Op::take_last:
      return StepKind::take_last;
    case Op::sample:
      return StepKind::sample;
    case Op::mean_rows:
      return StepKind::mean_rows;
    case Op::tanh:
      return StepKind::tanh;
    case Op::layer_norm:
    case Op::rms_norm:
      return StepKind::norm;
    case Op::gelu:
    case Op::gelu_tanh:
    case Op::relu:
    case Op::silu:
      return StepKind::activation;
    case Op::add:
      return StepKind::residual;
    case Op::multiply:
      return StepKind::multiply;
    case Op::input:
      return StepKind::input;
    case Op::host:
      return StepKind::host;
    case Op::linear:
    case Op::attention:
      break;
  }
  throw std::logic_error("a product has no control step");
}

/// What of the network the control unit has to carry out, operator by operator.
std::vector<std::string> host_notes(const Graph& graph) {
  std::string kinds;
  std::size_t count = 0;
  for (const HostOperatorCount& kind : host_operators(graph)) {
    count += kind.count;
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", kind.type, kind.count);
    if (kind.macs > 0)
      kinds += fmt::format(" ({} M multiply-accumulates)", (kind.macs + 500'000) / 1'000'000);
  }
  if (count == 0) return {};
  return {fmt::format("{} operator{} outside the transformer run{} in the control unit: {}", count,
                      count == 1 ? "" : "s", count == 1 ? "s" : "", kinds)};
}

}  // namespace

Program compile(const Graph& graph, const Chip& chip) {
  return compile(std::make_shared<const Graph>(graph), chip);
}

Program compile(std::shared_ptr<const Graph> shared, const Chip& chip) {
  const Graph& graph = *shared;
  Program program;
  program.graph = std::move(shared);
  program.wavelengths = chip.attention.wavelengths;
  Lowering lowering(graph, chip, program);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    if (node.op == Op::attention) {
      lowering.attention(n);
    } else if (node.op == Op::linear) {
      lowering.linear(n);
    } else {
      lowering.control(n, control_kind(node.op));
    }
  }
  program.notes = graph.notes;
  for (const std::string& note : host_notes(graph)) program.notes.push_back(note);
  for (const std::string& note : lowering.notes()) program.notes.push_back(note);
  return program;
}

std::vector<std::size_t> value_rows(const Program& program, Extent extent) {
  const Graph& graph = *program.graph;
  std::size_t prepended = 0;
  for (const Step& step : program.steps) {
    if (step.kind == StepKind::prepend) prepended += graph.tensors[step.tensor].value.rows;
  }
  if (extent.tokens <= prepended) {
    throw InputError({"", 0, 0, "tokens"}, std::to_string(extent.tokens),
                     "more than the " + std::to_string(prepended) + " rows that the network prepends");
  }
  if (graph.exact_tokens != 0 && extent.tokens != graph.exact_tokens) {
    throw InputError({"", 0, 0, "tokens"}, std::to_string(extent.tokens),
                     std::to_string(graph.exact_tokens) + ": the network takes no other number");
  }
  std::vector<std::size_t> rows(program.values, 0);
  for (const Step& step : program.steps) {
    std::size_t& out = rows[step.output];
    switch (step.kind) {
      case StepKind::input:
        out = element_count(graph.input_shape) / step.width;
        break;
      case StepKind::host:
        out = host_rows(*step.host, rows[step.inputs.at(0)]);
        break;
      case StepKind::patches:
      case StepKind::embed:
        out = (step.source && extent.source != 0 ? extent.source : extent.tokens) - prepended;
        break;
      case StepKind::prepend:
        out = rows[step.inputs[0]] + graph.tensors[step.tensor].value.rows;
        break;
      case StepKind::take_first:
      case StepKind::take_last:
      case StepKind::mean_rows:
        out = 1;
        break;
      default:
        out = rows[step.inputs[0]];
    }
  }
  return rows;
}

bool can_decode(const Program& program) {
  std::vector<bool> from_source(program.values, false);
  for (const Step& step : program.steps) from_source[step.output] = step.source;
  return std::all_of(program.steps.begin(), program.steps.end(), [&](const Step& step) {
    if (step.source) return true;
    switch (step.kind) {
      case StepKind::input:
      case StepKind::patches:
      case StepKind::prepend:
      case StepKind::take_first:
      case StepKind::mean_rows:
      case StepKind::host:
        return false;
      case StepKind::product:
        return step.product.weighting == Weighting::fixed || step.product.cached ||
               from_source[step.inputs[1]];
      default:
        return true;
    }
  });
}

std::size_t held_rows(const Step& step, const std::vector<std::size_t>& rows, std::size_t context) {
  return rows[step.inputs.at(1)] + (step.product.cached ? context : 0);
}

bool is_pair(const Program& program) {
  return std::any_of(program.steps.begin(), program.steps.end(),
                     [](const Step& step) { return step.source; });
}

ProductShape product_shape(const Product& product, std::size_t a_rows, std::size_t b_rows) {
  ProductShape shape{a_rows, product.k, product.n};
  if (product.weighting == Weighting::dynamic) {
    if (shape.k == 0) shape.k = b_rows;
    if (shape.n == 0) shape.n = b_rows;
  }
  return shape;
}

Work count_work(const Program& program, Extent extent) {
  const std::vector<std::size_t> rows = value_rows(program, extent);
  const std::uint64_t depth = program.wavelengths;
  Work work;
  for (const Step& step : program.steps) {
    if (step.kind != StepKind::product || (step.source && extent.context > 0)) continue;
    const Product& product = step.product;
    const bool dynamic = product.weighting == Weighting::dynamic;
    const std::size_t held = dynamic ? held_rows(step, rows, extent.context) : 0;
    const ProductShape shape = product_shape(product, rows[step.inputs[0]], held);
    const std::uint64_t outputs = std::uint64_t{shape.m} * shape.n * product.heads;
    work.macs += outputs * shape.k;
    work.conversions += outputs * ((shape.k + depth - 1) / depth);
    if (dynamic) work.ring_updates += std::uint64_t{shape.k} * shape.n * (product.heads / product.group);
  }
  return work;
}

}  // namespace tron::program
