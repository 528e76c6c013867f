#include "network/operators/host_op.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "network/operators/host_operators.h"

namespace tron::network {
namespace {

const HostOperator& operator_of(const std::string& type, std::size_t operands) {
  const HostOperator* found = find_host_operator(type);
  if (found == nullptr) refuse_host("operator " + type, "an operator that docs/methods/onnx.md lists");
  if (operands < found->least || operands > found->most) {
    refuse_host(fmt::format("{} inputs", operands), fmt::format("{} to {}", found->least, found->most));
  }
  return *found;
}

Dims with_rows(Dims dims, std::size_t rows) {
  std::replace(dims.begin(), dims.end(), std::size_t{0}, rows);
  return dims;
}

/// The number that a 0 among `dims` stands for in a tensor of `size` elements.
std::size_t free_rows(const Dims& dims, std::size_t size) {
  const std::size_t known = element_count(with_rows(dims, 1));
  return known == 0 ? 0 : size / known;
}

Dims operand_dims(const HostOp& op, std::size_t i, std::size_t rows) {
  const HostOp::Operand& operand = op.operands.at(i);
  return operand.constant != nullptr ? operand.constant->dims : with_rows(operand.dims, rows);
}

/// Values under the window of a pool.
std::uint64_t window_places(const HostOp& op) {
  std::uint64_t places = 1;
  const auto kernel = op.attributes.find("kernel_shape");
  if (kernel == op.attributes.end()) return places;
  for (std::int64_t d : kernel->second.integers) places *= static_cast<std::uint64_t>(d);
  return places;
}

/// Multiply-accumulates of one element of a product.
std::uint64_t depth_of(const HostOp& op, std::size_t rows) {
  std::uint64_t depth = 1;
  if (op.type == "Conv") {
    const Dims kernel = operand_dims(op, 1, rows);
    for (std::size_t k = 1; k < kernel.size(); ++k) depth *= kernel[k];
    return depth;
  }
  const Dims left = operand_dims(op, 0, rows);
  const auto turned = op.attributes.find("transA");
  if (left.empty()) return depth;
  const bool first = turned != op.attributes.end() && turned->second.integers == std::vector<std::int64_t>{1};
  return first ? left.front() : left.back();
}

bool has_free(const Dims& dims) {
  return std::find(dims.begin(), dims.end(), std::size_t{0}) != dims.end();
}

}  // namespace

bool is_host_operator(const std::string& type) {
  return find_host_operator(type) != nullptr;
}

HostTensor host_shape(const std::string& type, int opset, const HostAttributes& attributes,
                      std::span<const HostTensor* const> operands, int output) {
  const HostOperator& op = operator_of(type, operands.size());
  HostTensor shape = op.shape({opset, attributes, operands, output});
  element_count(shape.dims);
  return shape;
}

HostTensor host_result(const std::string& type, int opset, const HostAttributes& attributes,
                       std::span<const HostTensor* const> operands, int output) {
  HostTensor out = host_shape(type, opset, attributes, operands, output);
  out.allocate();
  if (out.size() > 0) operator_of(type, operands.size()).run({opset, attributes, operands, output}, out);
  return out;
}

HostTensor run_host_op(const HostOp& op, std::span<const std::span<const float>> inputs) {
  std::vector<HostTensor> own(op.operands.size());
  std::vector<const HostTensor*> operands;
  for (std::size_t i = 0; i < op.operands.size(); ++i) {
    const HostOp::Operand& operand = op.operands[i];
    if (operand.input < 0) {
      operands.push_back(operand.constant.get());
      continue;
    }
    const std::span<const float> data = inputs[operand.input];
    own[i].dims = with_rows(operand.dims, free_rows(operand.dims, data.size()));
    own[i].real.assign(data.begin(), data.end());
    if (!own[i].known()) {
      refuse_host(fmt::format("{} values", data.size()), "dimensions " + dims_text(own[i].dims));
    }
    operands.push_back(&own[i]);
  }
  return host_result(op.type, op.opset, op.attributes, operands, op.output);
}

HostWork host_work(const HostOp& op, std::size_t rows) {
  HostWork work;
  work.elements = element_count(with_rows(op.dims, rows));
  const std::size_t width = op.dims.empty() ? 1 : op.dims.back();
  work.rows = width == 0 ? 0 : work.elements / width;
  for (const HostOp::Operand& operand : op.operands) {
    if (operand.constant != nullptr && operand.constant->kind == HostKind::real) {
      work.constants += operand.constant->size();
    }
  }
  switch (operator_of(op.type, op.operands.size()).cost) {
    case HostCost::elements:
      work.operations = work.elements;
      break;
    case HostCost::inputs:
      work.operations = element_count(operand_dims(op, 0, rows));
      break;
    case HostCost::window:
      work.operations = work.elements * window_places(op);
      break;
    case HostCost::products:
      work.operations = work.macs = work.elements * depth_of(op, rows);
      break;
    case HostCost::view:
      break;
  }
  return work;
}

std::size_t host_rows(const HostOp& op, std::size_t input_rows) {
  Dims rows = op.dims;
  if (!rows.empty()) rows.pop_back();
  if (!has_free(rows)) return element_count(rows);
  for (const HostOp::Operand& operand : op.operands) {
    if (operand.input < 0 || !has_free(operand.dims)) continue;
    Dims others(operand.dims.begin(), operand.dims.end() - 1);
    return element_count(with_rows(rows, free_rows(others, input_rows)));
  }
  return input_rows;
}

std::vector<HostOperatorCount> host_operators(const Graph& graph) {
  std::map<std::string, HostOperatorCount> by_type;
  for (const Node& node : graph.nodes) {
    if (node.op != Op::host) continue;
    const HostWork work = host_work(*node.host, std::max<std::size_t>(graph.max_tokens, 1));
    if (work.operations == 0) continue;
    HostOperatorCount& count = by_type[node.host->type];
    count.type = node.host->type;
    ++count.count;
    count.macs += work.macs;
    count.operations += work.operations;
    count.elements += work.elements;
  }
  std::vector<HostOperatorCount> counts;
  for (auto& [type, count] : by_type) counts.push_back(std::move(count));
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.operations > b.operations; });
  return counts;
}

}  // namespace tron::network
