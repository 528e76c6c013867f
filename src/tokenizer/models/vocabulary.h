#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rooms.h"

namespace tron::tokenizer {

/// The pieces of a vocabulary and their ids, both ways. An id may have no piece: then it is the empty text.
class Vocabulary {
 public:
  Vocabulary() = default;
  /// pieces[id]. A piece that stands twice is found under its last id.
  explicit Vocabulary(std::vector<std::string> pieces);
  Vocabulary(Vocabulary&&) = default;
  Vocabulary& operator=(Vocabulary&&) = default;
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

  std::optional<int> id(std::string_view piece) const;
  /// "" for ids that are not there.
  const std::string& piece(int id) const;
  /// One more than the largest id.
  std::size_t size() const { return pieces_.size(); }
  const std::vector<std::string>& pieces() const { return pieces_; }

 private:
  std::vector<std::string> pieces_;
  std::unordered_map<std::string_view, int> ids_;  // views of pieces_, whose strings never move
};

/// The ids of "<0x00>" to "<0xFF>", which stand for the bytes of characters without a piece; -1 for those
/// that are not there.
std::vector<int> byte_pieces(const Vocabulary& table);

}  // namespace tron::tokenizer
