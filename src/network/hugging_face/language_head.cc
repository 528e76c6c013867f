#include "network/hugging_face/language_head.h"

#include <utility>

namespace tron::network {

int word_table(GraphBuilder& builder, const std::string& table, std::vector<std::string> again) {
  const NetworkConfig& c = builder.config();
  if (!c.tied) again.clear();
  again.insert(again.begin(), table);
  return builder.tied(again, {c.vocabulary, c.embedding_width}, c.vocabulary);
}

int add_vocabulary(GraphBuilder& builder, int x, int word, const std::string& output) {
  const NetworkConfig& c = builder.config();
  if (!c.tied && !builder.has(output, true)) {
    builder.refuse(output, "no such tensor",
                   "a table of its own, since tie_word_embeddings is false or missing in config.json; true "
                   "makes the word table the output layer");
  }
  const int weight = c.tied ? word : builder.tensor(output, {c.vocabulary, c.embedding_width}, c.vocabulary);
  const int logits = builder.node("vocabulary", Op::linear, {x}, c.vocabulary);
  builder.last().weight = weight;
  return logits;
}

}  // namespace tron::network
