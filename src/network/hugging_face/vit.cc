#include <string>

#include <fmt/format.h>

#include "network/hugging_face/graph_builders.h"
#include "network/hugging_face/layer_stack.h"

namespace tron::network {
namespace {

int add_stem(GraphBuilder& b, const std::string& root) {
  const NetworkConfig& c = b.config();
  const std::size_t patches = (c.image_height / c.patch) * (c.image_width / c.patch);
  const int image = b.node("patches", Op::patches, {}, c.channels * c.patch * c.patch);

  const std::string conv = root + "embeddings.patch_embeddings.projection";
  const int kernel = b.tensor(conv + ".weight", {c.width, c.channels, c.patch, c.patch}, c.width);
  const int bias = b.tensor(conv + ".bias", {c.width});
  const int rows = b.node("embeddings.projection", Op::linear, {image}, c.width);
  b.last().weight = kernel, b.last().bias = bias;

  int first = b.tensor(root + "embeddings.cls_token", {1, 1, c.width});
  std::size_t tokens = patches + 1;
  const std::string second = root + "embeddings.distillation_token";
  if (c.family == "deit" && b.has(second, true)) {
    first = b.stack(first, b.tensor(second, {1, 1, c.width}));
    ++tokens;
  }
  const int sequence = b.node("embeddings.class", Op::prepend, {rows}, c.width);
  b.last().weight = first;

  const int table = b.tensor(root + "embeddings.position_embeddings", {1, tokens, c.width}, tokens);
  const int placed = b.node("embeddings.position", Op::add_rows, {sequence}, c.width);
  b.last().weight = table;
  b.graph().max_tokens = tokens;
  return placed;
}

}  // namespace

Graph build_vit(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  GraphBuilder b(config, files, shapes_only);
  std::string root = config.family + ".";
  if (config.head == Head::embedding) {
    root = b.root({"", root}, "embeddings.cls_token");
    b.pass_over({root + "pooler.dense.weight", root + "pooler.dense.bias"});
  }
  LayerStack stack = stack_of(config);
  const std::string at = "attention.attention.";
  stack.names.self = {at + "query", at + "key", at + "value", "attention.output.dense", "layernorm_before"};
  stack.names.up = "intermediate.dense", stack.names.down = "output.dense";
  stack.names.norm = "layernorm_after";
  stack.prefix = [&](std::size_t i) { return fmt::format("{}encoder.layer.{}.", root, i); };
  int x = add_layers(b, stack, add_stem(b, root));
  x = b.norm("norm", Op::layer_norm, x, root + "layernorm");
  x = b.node("first", Op::take_first, {x}, config.width);
  if (config.head == Head::classifier) b.linear("classifier", x, "classifier", config.labels.size());
  return b.finish();
}

}  // namespace tron::network
