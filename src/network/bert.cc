#include "network/bert.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "network/graph_builder.h"

namespace tron {
namespace {

int add_stem(GraphBuilder& b) {
  const NetworkConfig& c = b.config();
  const std::string from = "bert.embeddings.";
  const std::string types = from + "token_type_embeddings.weight";
  // Checkpoints trained on single sentences may keep only the row of type 0.
  const std::size_t type_rows = std::clamp<std::size_t>(b.table_rows(types, c.types), 1, c.types);
  Node embed;
  embed.name = "embeddings";
  embed.op = Op::embed;
  embed.width = c.width;
  embed.weight = b.tensor(from + "word_embeddings.weight", {c.vocabulary, c.width}, c.vocabulary);
  embed.position = b.tensor(from + "position_embeddings.weight", {c.positions, c.width}, c.positions);
  embed.type = b.tensor(types, {type_rows, c.width}, type_rows);
  b.graph().max_tokens = c.positions;
  b.graph().vocabulary = c.vocabulary;
  return b.norm("embeddings.norm", b.node(std::move(embed)), from + "LayerNorm");
}

int add_layer(GraphBuilder& b, int x, const std::string& from, const std::string& name) {
  const std::size_t width = b.config().width, hidden = b.config().feed_forward;
  const int mixed = b.attention(name + "attention", x, from + "attention.self.");
  const int out = b.linear(name + "attention.output", mixed, from + "attention.output.dense", width, width);
  const int sum = b.residual(name + "attention.residual", x, out);
  const int middle = b.norm(name + "norm1", sum, from + "attention.output.LayerNorm");
  const int up = b.linear(name + "feed_forward.up", middle, from + "intermediate.dense", width, hidden);
  const int bent = b.activation(name + "feed_forward.activation", up);
  const int down = b.linear(name + "feed_forward.down", bent, from + "output.dense", hidden, width);
  const int joined = b.residual(name + "feed_forward.residual", middle, down);
  return b.norm(name + "norm2", joined, from + "output.LayerNorm");
}

int add_pooler(GraphBuilder& b, int x) {
  const std::size_t width = b.config().width;
  const int dense = b.linear("pooler", b.first_row("first", x), "bert.pooler.dense", width, width);
  Node bend;
  bend.name = "pooler.activation";
  bend.op = Op::tanh;
  bend.inputs = {dense};
  bend.width = width;
  return b.node(std::move(bend));
}

}  // namespace

Graph build_bert(const NetworkConfig& config, const Safetensors* file, bool shapes_only) {
  GraphBuilder b(config, file, shapes_only);
  int x = add_stem(b);
  for (std::size_t i = 0; i < config.layers; ++i) {
    b.set_layer(static_cast<int>(i));
    x = add_layer(b, x, fmt::format("bert.encoder.layer.{}.", i), fmt::format("encoder.{}.", i));
  }
  b.set_layer(-1);
  x = add_pooler(b, x);
  b.linear("classifier", x, "classifier", config.width, config.labels.size());
  return b.finish();
}

}  // namespace tron
