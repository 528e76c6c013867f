#include "tokenizer/sentencepiece/sentencepiece_model.h"

#include "base/error.h"

namespace tron::tokenizer {

struct SentencePieceModel::Library {};

SentencePieceModel::SentencePieceModel(std::string_view, const std::string& file, std::size_t) {
  throw InputError({file, 0, 0, ""}, "a SentencePiece model; this build was made without its library",
                   "a build with TRON_SENTENCEPIECE=ON, a tokenizer.json, or samples as token ids");
}

SentencePieceModel::~SentencePieceModel() = default;

// No model was ever made.
std::size_t SentencePieceModel::size() const {
  return 0;
}
std::vector<int> SentencePieceModel::encode(std::string_view) const {
  return {};
}
std::string SentencePieceModel::decode(const std::vector<std::string>&) const {
  return "";
}
std::string SentencePieceModel::piece(int) const {
  return "";
}
std::optional<int> SentencePieceModel::id(const std::string&) const {
  return std::nullopt;
}
int SentencePieceModel::unknown() const {
  return 0;
}
std::optional<int> SentencePieceModel::bos() const {
  return std::nullopt;
}
std::optional<int> SentencePieceModel::eos() const {
  return std::nullopt;
}
std::optional<int> SentencePieceModel::pad() const {
  return std::nullopt;
}

}  // namespace tron::tokenizer
