#include "tokenizer/pipeline_tokenizer.h"

#include <utility>

#include <fmt/ranges.h>

#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {

PipelineTokenizer::PipelineTokenizer(TokenizerFacts facts, Steps steps)
    : Tokenizer(std::move(facts)), steps_(std::move(steps)) {}

std::vector<int> PipelineTokenizer::encode_plain(std::string_view text) const {
  std::vector<int> ids;
  for (Stretch& stretch : steps_.added.cut(lossy_utf8(text))) {
    if (stretch.id) {
      ids.push_back(*stretch.id);
      continue;
    }
    std::vector<PreToken> tokens(1, {std::move(stretch.text), stretch.at_start});
    if (steps_.pre_tokenizer) steps_.pre_tokenizer(tokens);
    for (const PreToken& token : tokens) steps_.model->append(token.text, ids);
  }
  return ids;
}

std::string PipelineTokenizer::decode(std::span<const int> ids, bool skip_special) const {
  std::vector<std::string> pieces;
  for (const int id : ids) {
    const AddedToken* added = steps_.added.find(id);
    if (added != nullptr && added->special && skip_special) continue;
    const std::string& piece = added != nullptr ? added->content : steps_.model->table().piece(id);
    if (!piece.empty()) pieces.push_back(piece);
  }
  if (!steps_.decoder) return fmt::format("{}", fmt::join(pieces, " "));
  steps_.decoder(pieces);
  return lossy_utf8(fmt::format("{}", fmt::join(pieces, "")));
}

}  // namespace tron::tokenizer
