#include "network/onnx/onnx_compare.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "network/operators/host_op.h"

namespace tron::network {
namespace {

bool same_tensor(const HostTensor* a, const HostTensor* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->kind == b->kind && a->dims == b->dims && a->real == b->real && a->whole == b->whole;
}

bool same_attribute(const HostAttribute& a, const HostAttribute& b) {
  return a.integers == b.integers && a.numbers == b.numbers && a.text == b.text &&
         same_tensor(a.tensor.get(), b.tensor.get());
}

bool same_attributes(const HostAttributes& a, const HostAttributes& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && same_attribute(x.second, y.second);
  });
}

/// The dims with 0 where they are the number of tokens in both; nothing where they differ otherwise.
std::optional<Dims> freed(const Dims& a, std::size_t tokens, const Dims& b, std::size_t fewer) {
  if (a.size() != b.size()) return std::nullopt;
  Dims out = a;
  int free = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (a[k] == b[k]) continue;
    if (a[k] != tokens || b[k] != fewer || ++free > 1) return std::nullopt;
    out[k] = 0;
  }
  // Sizes that depend on the number of tokens belong to rows; the width of a row never does.
  if (!a.empty() && a.back() != b.back()) return std::nullopt;
  return out;
}

std::shared_ptr<const HostOp> freed(const HostOp& a, std::size_t tokens, const HostOp& b, std::size_t fewer) {
  if (a.type != b.type || a.opset != b.opset || a.output != b.output ||
      a.operands.size() != b.operands.size() || !same_attributes(a.attributes, b.attributes)) {
    return nullptr;
  }
  auto out = std::make_shared<HostOp>(a);
  for (std::size_t i = 0; i < a.operands.size(); ++i) {
    const HostOp::Operand &x = a.operands[i], &y = b.operands[i];
    if (x.input != y.input || !same_tensor(x.constant.get(), y.constant.get())) return nullptr;
    if (x.input < 0) continue;
    const auto dims = freed(x.dims, tokens, y.dims, fewer);
    if (!dims) return nullptr;
    out->operands[i].dims = *dims;
  }
  const auto dims = freed(a.dims, tokens, b.dims, fewer);
  if (!dims) return nullptr;
  out->dims = *dims;
  return out;
}

bool same_frequencies(const Rotary& a, const Rotary& b) {
  return a.interleaved == b.interleaved &&
         std::equal(a.frequencies.begin(), a.frequencies.end(), b.frequencies.begin(), b.frequencies.end(),
                    [](double x, double y) { return std::abs(x - y) <= 1e-5 * x; });
}

/// What a short text cannot tell, where the buckets of a relative bias end, the longer one has told.
bool same_attention(const AttentionWeights& a, const AttentionWeights& b) {
  return a.query == b.query && a.key == b.key && a.value == b.value && a.query_bias == b.query_bias &&
         a.key_bias == b.key_bias && a.value_bias == b.value_bias && a.heads == b.heads &&
         a.kv_heads == b.kv_heads && a.causal == b.causal && a.window == b.window &&
         a.relative.tensor == b.relative.tensor && a.relative.bidirectional == b.relative.bidirectional &&
         std::abs(a.score_scale - b.score_scale) <= 1e-6 * std::abs(a.score_scale) &&
         same_frequencies(a.rotary, b.rotary);
}

bool same_node(const Node& a, const Node& b) {
  return a.op == b.op && a.inputs == b.inputs && a.weight == b.weight && a.bias == b.bias &&
         a.position == b.position && a.type == b.type && a.first_position == b.first_position &&
         a.scale == b.scale && a.stream == b.stream && a.epsilon == b.epsilon && a.width == b.width &&
         same_attention(a.attention, b.attention);
}

bool same_weights(const Tensor& a, const Tensor& b) {
  return a.value.rows == b.value.rows && a.value.cols == b.value.cols && a.value.data == b.value.data;
}

}  // namespace

bool free_of_length(Graph& graph, std::size_t tokens, const Graph& other, std::size_t fewer) {
  if (!std::equal(graph.tensors.begin(), graph.tensors.end(), other.tensors.begin(), other.tensors.end(),
                  same_weights) ||
      !std::equal(graph.nodes.begin(), graph.nodes.end(), other.nodes.begin(), other.nodes.end(),
                  same_node)) {
    return false;
  }
  std::vector<std::shared_ptr<const HostOp>> hosts;
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    hosts.push_back(nullptr);
    if (graph.nodes[n].op != Op::host) continue;
    hosts.back() = freed(*graph.nodes[n].host, tokens, *other.nodes[n].host, fewer);
    if (hosts.back() == nullptr) return false;
  }
  for (std::size_t n = 0; n < hosts.size(); ++n) graph.nodes[n].host = std::move(hosts[n]);
  return true;
}

}  // namespace tron::network
