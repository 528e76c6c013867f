#include "network/vit.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "network/graph_builder.h"

namespace tron {
namespace {

int add_stem(GraphBuilder& b, const std::string& root) {
  const NetworkConfig& c = b.config();
  const std::size_t patches = (c.image_height / c.patch) * (c.image_width / c.patch);
  const std::size_t patch_width = c.channels * c.patch * c.patch;

  Node cut;
  cut.name = "patches";
  cut.op = Op::patches;
  cut.width = patch_width;
  const int image = b.node(std::move(cut));

  Node project;
  project.name = "embeddings.projection";
  project.inputs = {image};
  project.width = c.width;
  const std::string conv = root + "embeddings.patch_embeddings.projection";
  project.weight = b.tensor(conv + ".weight", {c.width, c.channels, c.patch, c.patch}, c.width);
  project.bias = b.tensor(conv + ".bias", {c.width});
  const int rows = b.node(std::move(project));

  Node prepend;
  prepend.name = "embeddings.class";
  prepend.op = Op::prepend;
  prepend.inputs = {rows};
  prepend.width = c.width;
  prepend.weight = b.tensor(root + "embeddings.cls_token", {1, 1, c.width});
  std::size_t tokens = patches + 1;
  if (c.family == "deit" && b.has(root + "embeddings.distillation_token", true)) {
    const int second = b.tensor(root + "embeddings.distillation_token", {1, 1, c.width});
    prepend.weight = b.stack(prepend.weight, second);
    ++tokens;
  }
  const int sequence = b.node(std::move(prepend));

  Node position;
  position.name = "embeddings.position";
  position.op = Op::add_rows;
  position.inputs = {sequence};
  position.width = c.width;
  position.weight = b.tensor(root + "embeddings.position_embeddings", {1, tokens, c.width}, tokens);
  b.graph().max_tokens = tokens;
  return b.node(std::move(position));
}

int add_layer(GraphBuilder& b, int x, const std::string& from, const std::string& name) {
  const std::size_t width = b.config().width, hidden = b.config().feed_forward;
  const int norm1 = b.norm(name + "norm1", x, from + "layernorm_before");
  const int mixed = b.attention(name + "attention", norm1, from + "attention.attention.");
  const int out = b.linear(name + "attention.output", mixed, from + "attention.output.dense", width, width);
  const int middle = b.residual(name + "attention.residual", x, out);
  const int norm2 = b.norm(name + "norm2", middle, from + "layernorm_after");
  const int up = b.linear(name + "feed_forward.up", norm2, from + "intermediate.dense", width, hidden);
  const int bent = b.activation(name + "feed_forward.activation", up);
  const int down = b.linear(name + "feed_forward.down", bent, from + "output.dense", hidden, width);
  return b.residual(name + "feed_forward.residual", middle, down);
}

}  // namespace

Graph build_vit(const NetworkConfig& config, const Safetensors* file, bool shapes_only) {
  GraphBuilder b(config, file, shapes_only);
  const std::string root = config.family + ".";
  int x = add_stem(b, root);
  for (std::size_t i = 0; i < config.layers; ++i) {
    b.set_layer(static_cast<int>(i));
    x = add_layer(b, x, fmt::format("{}encoder.layer.{}.", root, i), fmt::format("encoder.{}.", i));
  }
  b.set_layer(-1);
  x = b.norm("norm", x, root + "layernorm");
  x = b.first_row("first", x);
  b.linear("classifier", x, "classifier", config.width, config.labels.size());
  return b.finish();
}

}  // namespace tron
