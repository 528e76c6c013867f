#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "network/hugging_face/graph_builders.h"
#include "network/hugging_face/layer_stack.h"

namespace tron::network {
namespace {

/// Where an encoder's tensors stand in the file. Names of heads are whole, the others below `root`.
struct EncoderNames {
  std::string root;   ///< of the encoder below a head; a base model's file may leave it out
  std::string layer;  ///< with {} for the number
  LayerNames in_layer;
  std::string dense;  ///< classifier: of the first row, then `bend`; below root for BERT's pooler
  Op bend = Op::tanh;
  std::string classifier;  ///< then the logits
  std::string word_dense, word_norm,
      word_bias;                        ///< masked words: dense, activation, norm; a bias of the logits
  std::vector<std::string> word_table;  ///< other names of the tied table
  std::string word_bias_again;          ///< and of that bias
  std::vector<std::string> heads;       ///< all heads' tensors, which a base model's file may have
};

EncoderNames bert_names(const std::string& root) {
  EncoderNames n;
  n.root = root;
  n.layer = "encoder.layer.{}.";
  const std::string at = "attention.self.";
  n.in_layer.self = {at + "query", at + "key", at + "value", "attention.output.dense",
                     "attention.output.LayerNorm"};
  n.in_layer.up = "intermediate.dense", n.in_layer.down = "output.dense";
  n.in_layer.norm = "output.LayerNorm";
  return n;
}

int add_stem(GraphBuilder& b, const std::string& root, int word) {
  const NetworkConfig& c = b.config();
  const std::string from = root + "embeddings.";
  const std::string types = from + "token_type_embeddings.weight";
  const std::size_t width = c.embedding_width, positions = c.positions + c.first_position;
  const int place = b.tensor(from + "position_embeddings.weight", {positions, width}, positions);
  int type = -1;
  if (c.types > 0) {
    // Checkpoints trained on single sentences may keep only the row of type 0.
    const std::size_t rows = std::clamp<std::size_t>(b.table_rows(types, c.types), 1, c.types);
    type = b.tensor(types, {rows, width}, rows);
  }
  const int sum = b.node("embeddings", Op::embed, {}, width);
  Node& embed = b.last();
  embed.weight = word, embed.position = place, embed.type = type;
  embed.first_position = c.first_position;
  b.graph().max_tokens = c.positions;
  return b.norm("embeddings.norm", Op::layer_norm, sum, from + "LayerNorm");
}

int add_classifier(GraphBuilder& b, const EncoderNames& names, int x) {
  const std::size_t width = b.width(x);
  x = b.node("first", Op::take_first, {x}, width);
  x = b.linear("pooler", x, names.dense, width);
  x = b.node("pooler.activation", names.bend, {x}, width);
  return b.linear("classifier", x, names.classifier, b.config().labels.size());
}

int add_masked_words(GraphBuilder& b, const EncoderNames& names, int x, int word) {
  const NetworkConfig& c = b.config();
  const std::size_t width = c.embedding_width;
  x = b.linear("words.dense", x, names.word_dense, width);
  const bool always_gelu = c.family == "roberta" || c.family == "xlm-roberta" || c.family == "camembert";
  x = b.node("words.activation", always_gelu ? Op::gelu : c.activation, {x}, width);
  x = b.norm("words.norm", Op::layer_norm, x, names.word_norm);
  const int bias = b.tied({names.word_bias, names.word_bias_again}, {c.vocabulary});
  const int logits = b.node("vocabulary", Op::linear, {x}, c.vocabulary);
  b.last().bias = bias;
  b.last().weight = c.tied ? word : b.tensor(names.word_table.front(), {c.vocabulary, width}, c.vocabulary);
  return logits;
}

int add_pooling(GraphBuilder& b, int x) {
  if (b.config().pooling == Pooling::first) return b.node("first", Op::take_first, {x}, b.width(x));
  return b.node("mean", Op::mean_rows, {x}, b.width(x));
}

LayerStack layers_of(const NetworkConfig& config, const EncoderNames& names, const std::string& root) {
  LayerStack stack = stack_of(config);
  stack.names = names.in_layer;
  // ALBERT: neighbouring layers share a group's weights.
  const std::size_t share = config.weight_groups > 0 ? config.layers / config.weight_groups : 1;
  stack.prefix = [root, share, pattern = names.layer](std::size_t i) {
    return root + fmt::format(fmt::runtime(pattern), i / share);
  };
  return stack;
}

Graph build_encoder(const NetworkConfig& config, const EncoderNames& names, const Checkpoint* files,
                    bool shapes_only) {
  GraphBuilder b(config, files, shapes_only);
  const std::string table = "embeddings.word_embeddings.weight";
  const bool base = config.head == Head::embedding;
  const std::string root = base ? b.root({"", names.root}, table) : names.root;
  std::vector<std::string> tables = {root + table};
  if (config.head == Head::masked_words && config.tied) {
    tables.insert(tables.end(), names.word_table.begin(), names.word_table.end());
  }
  const int word = b.tied(tables, {config.vocabulary, config.embedding_width}, config.vocabulary);
  int x = add_stem(b, root, word);
  if (config.weight_groups > 0) {
    x = b.linear("embeddings.projection", x, root + "encoder.embedding_hidden_mapping_in", config.width);
  }
  x = add_layers(b, layers_of(config, names, root), x);
  if (base) b.pass_over(names.heads);
  // The pooler of a file whose head does not read it.
  const bool pooler = names.root != "distilbert.";
  if (pooler && (!names.dense.starts_with(names.root) || config.head != Head::classifier))
    b.pass_over({root + "pooler."});
  if (config.head == Head::masked_words) b.pass_over({"cls.seq_relationship.", "sop_classifier."});
  if (config.head == Head::classifier) add_classifier(b, names, x);
  if (config.head == Head::masked_words) add_masked_words(b, names, x, word);
  if (base) add_pooling(b, x);
  return b.finish();
}

}  // namespace

Graph build_bert(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  EncoderNames n = bert_names("bert.");
  n.dense = "bert.pooler.dense", n.classifier = "classifier";
  const std::string words = "cls.predictions.";
  n.word_dense = words + "transform.dense", n.word_norm = words + "transform.LayerNorm";
  n.word_bias = words + "bias", n.word_bias_again = words + "decoder.bias";
  n.word_table = {words + "decoder.weight"};
  n.heads = {"cls.", "classifier."};
  return build_encoder(config, n, files, shapes_only);
}

Graph build_roberta(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  EncoderNames n = bert_names("roberta.");
  n.dense = "classifier.dense", n.classifier = "classifier.out_proj";
  n.word_dense = "lm_head.dense", n.word_norm = "lm_head.layer_norm";
  n.word_bias = "lm_head.bias", n.word_bias_again = "lm_head.decoder.bias";
  n.word_table = {"lm_head.decoder.weight"};
  n.heads = {"lm_head.", "classifier."};
  return build_encoder(config, n, files, shapes_only);
}

Graph build_distilbert(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  EncoderNames n;
  n.root = "distilbert.";
  n.layer = "transformer.layer.{}.";
  n.in_layer.self = {"attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin",
                     "sa_layer_norm"};
  n.in_layer.up = "ffn.lin1", n.in_layer.down = "ffn.lin2", n.in_layer.norm = "output_layer_norm";
  n.dense = "pre_classifier", n.bend = Op::relu, n.classifier = "classifier";
  n.word_dense = "vocab_transform", n.word_norm = "vocab_layer_norm";
  n.word_bias = n.word_bias_again = "vocab_projector.bias";
  n.word_table = {"vocab_projector.weight"};
  n.heads = {"vocab_transform.", "vocab_layer_norm.", "vocab_projector.", "pre_classifier.", "classifier."};
  return build_encoder(config, n, files, shapes_only);
}

Graph build_albert(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  EncoderNames n;
  n.root = "albert.";
  n.layer = "encoder.albert_layer_groups.{}.albert_layers.0.";
  n.in_layer.self = {"attention.query", "attention.key", "attention.value", "attention.dense",
                     "attention.LayerNorm"};
  n.in_layer.up = "ffn", n.in_layer.down = "ffn_output", n.in_layer.norm = "full_layer_layer_norm";
  n.dense = "albert.pooler", n.classifier = "classifier";
  n.word_dense = "predictions.dense", n.word_norm = "predictions.LayerNorm";
  n.word_bias = "predictions.bias", n.word_bias_again = "predictions.decoder.bias";
  n.word_table = {"predictions.decoder.weight"};
  n.heads = {"predictions.", "sop_classifier.", "classifier."};
  return build_encoder(config, n, files, shapes_only);
}

}  // namespace tron::network
