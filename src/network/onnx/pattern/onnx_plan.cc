#include "network/onnx/pattern/onnx_plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.h"

namespace tron::network {
namespace {

/// An operator that nothing recognises, or an input of the network.
OnnxPattern plain(const OnnxTrace& trace, int value) {
  OnnxPattern pattern;
  pattern.value = value;
  const OnnxValue& v = trace.values[static_cast<std::size_t>(value)];
  if (v.shape.kind != HostKind::real) {
    throw InputError(trace.place(value), "a part of the network that computes with token ids",
                     "token ids that embeddings read");
  }
  if (v.op < 0) {
    pattern.op = Op::input;
    return pattern;
  }
  for (int input : trace.maker(value)->inputs) {
    if (input >= 0 && trace.constant(input) == nullptr) pattern.inputs.push_back(input);
  }
  return pattern;
}

OnnxPattern match(const OnnxTrace& trace, int value) {
  for (const auto find : {match_attention, match_patches, match_norm, match_linear, match_activation,
                          match_embedding, match_rows}) {
    if (auto pattern = find(trace, value)) return std::move(*pattern);
  }
  return plain(trace, value);
}

}  // namespace

std::vector<OnnxPattern> plan_onnx(const OnnxTrace& trace) {
  // From the result backwards, so that what lies inside a pattern is never asked for. A part's inputs come
  // from earlier ops.
  const auto key = [&](int value) {
    return std::pair(trace.values[static_cast<std::size_t>(value)].op, value);
  };
  std::set<std::pair<int, int>> open{key(flat_source(trace, trace.result))};
  std::vector<OnnxPattern> plan;
  while (!open.empty()) {
    const int value = std::prev(open.end())->second;
    open.erase(std::prev(open.end()));
    plan.push_back(match(trace, value));
    if (plan.back().patch != 0) continue;
    for (int input : plan.back().inputs) open.insert(key(flat_source(trace, input)));
  }
  std::reverse(plan.begin(), plan.end());
  return plan;
}

}  // namespace tron::network
