#include "tokenizer/models/vocabulary.h"

#include <utility>

#include <fmt/format.h>

namespace tron::tokenizer {

Vocabulary::Vocabulary(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {
  ids_.reserve(pieces_.size());
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (!pieces_[i].empty()) ids_[pieces_[i]] = static_cast<int>(i);
  }
}

std::optional<int> Vocabulary::id(std::string_view piece) const {
  const auto at = ids_.find(piece);
  if (at == ids_.end()) return std::nullopt;
  return at->second;
}

const std::string& Vocabulary::piece(int id) const {
  static const std::string none;
  return id >= 0 && static_cast<std::size_t>(id) < pieces_.size() ? pieces_[static_cast<std::size_t>(id)]
                                                                  : none;
}

std::vector<int> byte_pieces(const Vocabulary& table) {
  std::vector<int> ids;
  ids.reserve(256);
  for (int byte = 0; byte < 256; ++byte)
    ids.push_back(table.id(fmt::format("<0x{:02X}>", byte)).value_or(-1));
  return ids;
}

}  // namespace tron::tokenizer
