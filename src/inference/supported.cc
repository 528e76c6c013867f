#include "inference/supported.h"

#include "base/error.h"

namespace tron {
namespace {

/// What of a node inference does not do; "" for nothing.
std::string unsupported(const Node& node) {
  switch (node.op) {
    case Op::rms_norm:
    case Op::silu:
    case Op::multiply:
    case Op::take_last:
      return op_name(node.op);
    case Op::attention:
      if (node.attention.causal) return "causal attention";
      if (!node.attention.rotary.empty()) return "rotary positions";
      return node.attention.key_heads() == node.attention.heads ? "" : "heads that share keys";
    case Op::embed:
      if (node.position < 0) return "an embedding without a position table";
      if (node.scale != 1) return "an embedding with a factor";
      [[fallthrough]];
    case Op::add_rows:
      return node.first_position == 0 ? "" : "positions that do not start with the table's first row";
    default:
      return "";
  }
}

}  // namespace

void check_supported(const Graph& graph) {
  const std::string allowed =
      "an encoder such as ViT, DeiT or BERT; networks of other kinds can be simulated";
  if (graph.shapes_only) {
    throw InputError({graph.name, 0, 0, "network"}, "shapes only: it has no weights",
                     "a folder with config.json and model.safetensors");
  }
  bool embedded = false;
  for (const Node& node : graph.nodes) {
    const Place place{graph.name, 0, 0, node.name};
    const std::string found = unsupported(node);
    if (!found.empty()) throw InputError(place, found + " in a network of family " + graph.family, allowed);
    if (node.op == Op::embed && embedded) throw InputError(place, "a second input", allowed);
    embedded = embedded || node.op == Op::embed;
  }
}

}  // namespace tron
