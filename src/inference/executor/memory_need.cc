#include "inference/executor/memory_need.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/execution/memory.h"

namespace tron::inference {
namespace {

double elements(const Graph& graph, int tensor) {
  if (tensor < 0) return 0;
  const Matrix& m = graph.tensors[static_cast<std::size_t>(tensor)].value;
  return static_cast<double>(m.rows) * static_cast<double>(m.cols);
}

/// Of all products with fixed operands.
double operand_elements(const Graph& graph) {
  double sum = 0;
  for (const Node& node : graph.nodes) {
    if (node.op == Op::linear) sum += elements(graph, node.weight);
    if (node.op != Op::attention) continue;
    const AttentionWeights& a = node.attention;
    sum += elements(graph, a.query) + elements(graph, a.key) + elements(graph, a.value);
  }
  return sum;
}

double bytes_an_element(Fidelity fidelity) {
  switch (fidelity) {
    case Fidelity::digital:
      return 0;
    case Fidelity::device:
      return 16;
    default:
      return 5;
  }
}

}  // namespace

MemoryNeed memory_need(const Graph& shapes, const std::vector<Fidelity>& fidelities) {
  MemoryNeed need;
  for (std::size_t t = 0; t < shapes.tensors.size(); ++t) {
    need.weights += sizeof(float) * elements(shapes, static_cast<int>(t));
  }
  double bytes = 0;
  for (Fidelity fidelity : fidelities) bytes += bytes_an_element(fidelity);
  need.operands = bytes * operand_elements(shapes);
  return need;
}

void require_memory(const Graph& shapes, const std::vector<Fidelity>& fidelities, std::uint64_t available) {
  const MemoryNeed need = memory_need(shapes, fidelities);
  if (need.total() <= static_cast<double>(available)) return;
  throw InputError(
      {shapes.name, 0, 0, "memory"},
      fmt::format("a network that needs {}: {} of weights as fp32, {} of stationary operands",
                  memory_text(need.total()), memory_text(need.weights), memory_text(need.operands)),
      fmt::format("at most {}, what this machine has free; fewer fidelities at a time need less, and tron "
                  "simulate reads no weights at all",
                  memory_text(static_cast<double>(available))));
}

}  // namespace tron::inference
