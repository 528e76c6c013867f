#include "tokenizer/sentencepiece/sentencepiece_tokenizer.h"

#include <utility>

#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {

SentencePieceTokenizer::SentencePieceTokenizer(TokenizerFacts facts, Parts parts)
    : Tokenizer(std::move(facts)), parts_(std::move(parts)) {}

std::vector<int> SentencePieceTokenizer::encode_plain(std::string_view text) const {
  std::vector<int> ids;
  for (const Stretch& stretch : parts_.added.cut(lossy_utf8(text))) {
    if (stretch.id) {
      ids.push_back(*stretch.id);
      continue;
    }
    const std::vector<int> pieces =
        parts_.encode ? parts_.encode(*parts_.encoder, stretch.text) : parts_.encoder->encode(stretch.text);
    for (const int piece : pieces) ids.push_back(parts_.ids[static_cast<std::size_t>(piece)]);
  }
  return ids;
}

std::vector<int> SentencePieceTokenizer::encode_target(std::string_view text) const {
  if (parts_.decoder == parts_.encoder) return encode_plain(text);
  std::vector<int> ids;
  for (const int piece : parts_.decoder->encode(lossy_utf8(text))) {
    ids.push_back(parts_.pieces.id(parts_.decoder->piece(piece)).value_or(unk().value_or(0)));
  }
  return ids;
}

std::string SentencePieceTokenizer::decode(std::span<const int> ids, bool skip_special) const {
  std::string text;
  std::vector<std::string> run;
  const auto end_run = [&] {
    if (!run.empty()) text += parts_.decoder->decode(run);
    run.clear();
  };
  for (const int id : ids) {
    const AddedToken* added = parts_.added.find(id);
    if (added != nullptr && added->special) {
      if (skip_special) continue;
      end_run();
      text += added->content;
    } else if (const std::string& piece = parts_.pieces.piece(id); !piece.empty()) {
      run.push_back(piece);
    }
  }
  end_run();
  return lossy_utf8(text);
}

}  // namespace tron::tokenizer
