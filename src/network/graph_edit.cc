#include "network/graph_edit.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace tron::network {
namespace {

/// A node of the output head: dense layers and what stands between them.
bool of_head(const Node& node) {
  switch (node.op) {
    case Op::linear:
    case Op::gelu:
    case Op::gelu_tanh:
    case Op::relu:
    case Op::silu:
    case Op::tanh:
      return node.layer < 0;
    default:
      return false;
  }
}

/// The first node of the chain of dense layers that ends the graph.
std::size_t head_start(const Graph& graph) {
  std::size_t at = graph.nodes.size();
  while (at > 0 && of_head(graph.nodes[at - 1]) &&
         (at == 1 || graph.nodes[at - 1].inputs[0] == static_cast<int>(at) - 2)) {
    --at;
  }
  return at;
}

}  // namespace

Graph for_generation(Graph graph) {
  if (graph.output != Output::next_tokens) {
    throw InputError({graph.name, 0, 0, "network"},
                     "a network of family " + graph.family + " that predicts no tokens",
                     "a language model or an encoder-decoder with its output layer");
  }
  if (graph.nodes.back().op == Op::sample) return graph;
  const std::size_t head = head_start(graph);
  Node last;
  last.name = "last";
  last.op = Op::take_last;
  last.inputs = {static_cast<int>(head) - 1};
  last.width = graph.nodes[head - 1].width;
  for (std::size_t n = head; n < graph.nodes.size(); ++n) {
    for (int& input : graph.nodes[n].inputs) ++input;
  }
  graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(head), std::move(last));
  Node sample;
  sample.name = "sample";
  sample.op = Op::sample;
  sample.inputs = {static_cast<int>(graph.nodes.size()) - 1};
  sample.width = graph.nodes.back().width;
  graph.nodes.push_back(std::move(sample));
  return graph;
}

}  // namespace tron::network
