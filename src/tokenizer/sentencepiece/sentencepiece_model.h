#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace tron::tokenizer {

/// A SentencePiece model (Kudo and Richardson, EMNLP 2018), run by Google's library: its normaliser, its
/// pieces, its segmentation. Const calls are safe from many threads.
class SentencePieceModel {
 public:
  /// InputError for bytes that are no model, or of more than `rows` pieces.
  SentencePieceModel(std::string_view bytes, const std::string& file, std::size_t rows);
  ~SentencePieceModel();
  SentencePieceModel(const SentencePieceModel&) = delete;
  SentencePieceModel& operator=(const SentencePieceModel&) = delete;

  std::size_t size() const;
  std::vector<int> encode(std::string_view text) const;
  std::string decode(const std::vector<std::string>& pieces) const;
  /// "" for an id that is none.
  std::string piece(int id) const;
  /// The id of a piece other than the unknown one.
  std::optional<int> id(const std::string& piece) const;
  int unknown() const;
  std::optional<int> bos() const, eos() const, pad() const;

 private:
  struct Library;
  std::unique_ptr<Library> library_;
  std::string file_;
};

}  // namespace tron::tokenizer
