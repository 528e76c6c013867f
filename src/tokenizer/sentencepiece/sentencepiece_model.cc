#include "tokenizer/sentencepiece/sentencepiece_model.h"

#include <sentencepiece_processor.h>

#include "base/error.h"
#include "tokenizer/sentencepiece/sentencepiece_check.h"

namespace tron::tokenizer {
namespace {

std::optional<int> present(int id) {
  return id < 0 ? std::nullopt : std::optional<int>(id);
}

/// What the library cannot do with a model is the model's fault: it takes any text.
[[noreturn]] void refuse(const sentencepiece::util::Status& status, const std::string& file) {
  throw InputError({.file = file, .line = 0, .column = 0, .item = "model"}, status.ToString(),
                   "a model that the SentencePiece library can use");
}

}  // namespace

struct SentencePieceModel::Library {
  sentencepiece::SentencePieceProcessor processor;
};

SentencePieceModel::SentencePieceModel(std::string_view bytes, const std::string& file, std::size_t rows)
    : library_(std::make_unique<Library>()), file_(file) {
  check_sentencepiece(bytes, file, rows);
  const auto status = library_->processor.LoadFromSerializedProto({bytes.data(), bytes.size()});
  if (!status.ok()) refuse(status, file);
}

SentencePieceModel::~SentencePieceModel() = default;

std::size_t SentencePieceModel::size() const {
  return static_cast<std::size_t>(library_->processor.GetPieceSize());
}

std::vector<int> SentencePieceModel::encode(std::string_view text) const {
  std::vector<int> ids;
  const auto status = library_->processor.Encode({text.data(), text.size()}, &ids);
  if (!status.ok()) refuse(status, file_);
  return ids;
}

std::string SentencePieceModel::decode(const std::vector<std::string>& pieces) const {
  std::string text;
  const auto status = library_->processor.Decode(pieces, &text);
  if (!status.ok()) refuse(status, file_);
  return text;
}

std::string SentencePieceModel::piece(int id) const {
  const bool there = id >= 0 && static_cast<std::size_t>(id) < size();
  return there ? library_->processor.IdToPiece(id) : std::string();
}

std::optional<int> SentencePieceModel::id(const std::string& piece) const {
  const int id = library_->processor.PieceToId(piece);
  return id == unknown() ? std::nullopt : std::optional<int>(id);
}

int SentencePieceModel::unknown() const {
  return library_->processor.unk_id();
}
std::optional<int> SentencePieceModel::bos() const {
  return present(library_->processor.bos_id());
}
std::optional<int> SentencePieceModel::eos() const {
  return present(library_->processor.eos_id());
}
std::optional<int> SentencePieceModel::pad() const {
  return present(library_->processor.pad_id());
}

}  // namespace tron::tokenizer
