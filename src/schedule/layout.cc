#include "schedule/layout.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "network/operators/host_op.h"
#include "schedule/issue_order.h"

namespace tron::schedule {
namespace {

void check(const Graph& graph, const Workload& workload) {
  if (workload.batch < 1) throw InputError({graph.name, 0, 0, "batch"}, "0", "at least 1");
  const std::uint64_t rows = std::max(workload.tokens + workload.context, workload.source);
  if (graph.max_tokens != 0 && rows > graph.max_tokens) {
    throw InputError({graph.name, 0, 0, "sequence"}, std::to_string(rows) + " tokens",
                     "at most " + std::to_string(graph.max_tokens) + ", the network's positions");
  }
}

/// While decoding, an encoder's work is done.
void leave_out_source(const Program& program, std::vector<std::vector<int>>& order) {
  for (std::vector<int>& group : order) {
    std::erase_if(group, [&](int step) { return program.steps[step].source; });
  }
  std::erase_if(order, [](const std::vector<int>& group) { return group.empty(); });
}

UnitRole unit_role(StepKind kind) {
  switch (kind) {
    case StepKind::softmax:
      return UnitRole::softmax;
    case StepKind::norm:
      return UnitRole::norm;
    case StepKind::activation:
      return UnitRole::activation;
    case StepKind::residual:
      return UnitRole::residual;
    default:
      return UnitRole::control;
  }
}

double stationary_bytes(const Program& program, const Machine& machine) {
  std::set<int> tensors;
  double elements = 0;
  for (const Step& step : program.steps) {
    if (step.kind != StepKind::product || step.product.tensor < 0) continue;
    if (!tensors.insert(step.product.tensor).second) continue;
    const Matrix& tensor = program.graph->tensors[step.product.tensor].value;
    elements += static_cast<double>(tensor.rows) * static_cast<double>(tensor.cols);
  }
  return elements * machine.operand_bits / 8.0;
}

class Maker {
 public:
  Maker(const Program& program, const Machine& machine, const Workload& workload, Layout& layout)
      : program_(program), graph_(*program.graph), machine_(machine), workload_(workload), layout_(layout) {}

  void add(const std::vector<int>& group) {
    const Step& first = program_.steps[group.front()];
    if (layout_.layers.empty() || layout_.layers.back().layer != first.layer) {
      layout_.layers.push_back({first.layer, static_cast<int>(layout_.groups.size()), 0, false});
    }
    ++layout_.layers.back().count;
    if (first.kind != StepKind::product) {
      layout_.groups.push_back({true, static_cast<int>(layout_.rows.size()), 1});
      layout_.rows.push_back(rows(group.front()));
      return;
    }
    layout_.groups.push_back(
        {false, static_cast<int>(layout_.products.size()), static_cast<int>(group.size())});
    for (int step : group) layout_.products.push_back(product(step));
  }

  double cache_bytes() const {
    double bytes = 0;
    for (const Step& step : program_.steps) bytes += cached(step);
    return bytes;
  }

 private:
  ProductLayout product(int number) const;
  RowLayout rows(int number) const;
  void operands(const Step& step, ProductLayout::Shape& shape) const;
  double cached(const Step& step) const;
  double table_bytes(const Step& step) const;
  int slot(int value) const { return layout_.values.slot[value]; }

  const Program& program_;
  const Graph& graph_;
  const Machine& machine_;
  const Workload& workload_;
  Layout& layout_;
};

/// Rows that a cached product's stationary operand has after this pass, in bytes, all samples: rows of
/// earlier tokens, or an encoder's that ran before. 0: it lies in no cache.
double Maker::cached(const Step& step) const {
  if (step.kind != StepKind::product || step.product.weighting == Weighting::fixed) return 0;
  const bool before = workload_.context > 0 && !step.source && slot(step.inputs[1]) < 0;
  if (!step.product.cached && !before) return 0;
  return static_cast<double>(workload_.batch) *
         static_cast<double>(held_rows(step, layout_.values.rows, workload_.context)) *
         static_cast<double>(layout_.values.width[step.inputs[1]]) * machine_.operand_bits / 8.0;
}

void Maker::operands(const Step& step, ProductLayout::Shape& out) const {
  const Product& product = step.product;
  const std::vector<std::size_t>& rows = layout_.values.rows;
  const std::size_t held = out.fixed ? 0 : held_rows(step, rows, workload_.context);
  const ProductShape one = product_shape(product, rows[step.inputs[0]], held);
  // Heads that share a stationary operand stream through it one after another.
  const std::uint64_t shared = product.group;
  out.own_instances = product.heads / shared;
  out.own_m = out.fixed ? one.m : one.m * shared;
  // Weights meet all samples at once, but the choice is one sample's.
  out.instances =
      out.fixed ? static_cast<std::uint64_t>(product.heads) : workload_.batch * product.heads / shared;
  out.m = out.fixed ? workload_.batch * one.m : out.own_m;
  out.k = one.k;
  out.n = one.n;
}

ProductLayout Maker::product(int number) const {
  const Step& step = program_.steps[number];
  ProductLayout out;
  out.step = number;
  out.left = step.inputs[0];
  out.output = step.output;
  ProductLayout::Shape& shape = out.shape;
  shape.pool = machine_.pool_of[static_cast<int>(step.product.role)];
  shape.fixed = step.product.weighting == Weighting::fixed;
  if (!shape.fixed) out.right = step.inputs[1];
  operands(step, shape);
  shape.probabilities = step.product.role == Role::context;
  shape.cached = cached(step);
  shape.left_slot = slot(out.left);
  shape.right_slot = shape.fixed ? -1 : slot(out.right);
  shape.output_slot = slot(out.output);
  shape.heads = step.product.heads;
  shape.a_per_head = step.product.a_per_head;
  shape.depth = step.product.k;
  shape.width = step.product.n;
  return out;
}

/// Bytes of tables and raw inputs that a control step reads from main memory.
double Maker::table_bytes(const Step& step) const {
  const double made = layout_.values.bytes[step.output], element = machine_.operand_bits / 8.0;
  switch (step.kind) {
    case StepKind::input:
    case StepKind::patches:
      return made;
    case StepKind::host:
      return element * static_cast<double>(host_work(*step.host).constants);
    case StepKind::embed:  // a row each of the word, position and type tables
      return made * (1 + (step.position >= 0 ? 1 : 0) + (step.type >= 0 ? 1 : 0));
    case StepKind::prepend:
      return element * static_cast<double>(graph_.tensors[step.tensor].value.rows * step.width);
    case StepKind::add_rows:
      return made / static_cast<double>(workload_.batch);
    default:
      return 0;
  }
}

RowLayout Maker::rows(int number) const {
  const Step& step = program_.steps[number];
  RowLayout out;
  out.step = number;
  out.inputs = step.inputs;
  out.output = step.output;
  RowLayout::Shape& shape = out.shape;
  shape.unit = machine_.unit_of[static_cast<int>(unit_role(step.kind))];
  // A softmax row is one head's scores; every other row is a token's.
  const std::uint64_t split = step.kind == StepKind::softmax ? step.heads : 1;
  shape.rows = workload_.batch * layout_.values.rows[step.output] * split;
  const bool host = step.kind == StepKind::host;
  shape.view = host && step.operations == 0;
  shape.operations = host ? step.operations : layout_.values.width[step.output] / split;
  if (!shape.view) {
    shape.tables = table_bytes(step);
    shape.written = layout_.values.bytes[step.output];
    for (int input : step.inputs) shape.read += layout_.values.bytes[input];
  }
  for (int input : step.inputs) shape.input_slots.push_back(slot(input));
  shape.output_slot = slot(step.output);
  return out;
}

bool same_group(const Layout& layout, const GroupLayout& a, const GroupLayout& b) {
  if (a.rows != b.rows || a.count != b.count) return false;
  if (a.rows) return layout.rows[a.first].shape == layout.rows[b.first].shape;
  for (int i = 0; i < a.count; ++i) {
    if (!(layout.products[a.first + i].shape == layout.products[b.first + i].shape)) return false;
  }
  return true;
}

bool repeats(const Layout& layout, const LayerLayout& before, const LayerLayout& layer) {
  if (before.layer < 0 || layer.layer != before.layer + 1 || layer.count != before.count) return false;
  for (int g = 0; g < layer.count; ++g) {
    if (!same_group(layout, layout.groups[before.first + g], layout.groups[layer.first + g])) return false;
  }
  return true;
}

}  // namespace

Layout lay_out(const Program& program, const Machine& machine, const Workload& workload) {
  check(*program.graph, workload);
  std::vector<std::vector<int>> order = issue_order(program, machine);
  if (workload.context > 0) leave_out_source(program, order);
  Layout layout;
  layout.batch = workload.batch;
  layout.values = plan_values(program, machine, workload, order);
  layout.weight_bytes = stationary_bytes(program, machine);
  Maker maker(program, machine, workload, layout);
  layout.cache_bytes = maker.cache_bytes();
  for (const std::vector<int>& group : order) maker.add(group);
  for (std::size_t l = 1; l < layout.layers.size(); ++l) {
    layout.layers[l].as_before = repeats(layout, layout.layers[l - 1], layout.layers[l]);
  }
  return layout;
}

}  // namespace tron::schedule
