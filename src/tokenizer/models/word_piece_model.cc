#include "tokenizer/models/word_piece_model.h"

#include <algorithm>
#include <utility>

namespace tron::tokenizer {
namespace {

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

WordPieceModel::WordPieceModel(Vocabulary table, int unknown, const std::string& continuing,
                               std::size_t longest_word)
    : TokenModel(std::move(table)), unknown_(unknown), longest_word_(longest_word) {
  const std::vector<std::string>& pieces = this->table().pieces();
  for (std::size_t i = 0; i < pieces.size(); ++i) trie_.add(pieces[i], static_cast<int>(i));
  continued_ = trie_.walk(continuing);
}

void WordPieceModel::append(std::string_view text, std::vector<int>& ids) const {
  const std::size_t before = ids.size();
  bool whole = characters(text) <= longest_word_;
  for (std::size_t at = 0; whole && at < text.size();) {
    const std::optional<PrefixTrie::Node> from = at == 0 ? PrefixTrie::kRoot : continued_;
    const auto match = from ? trie_.longest(text.substr(at), *from) : PrefixTrie::Match{};
    whole = match.length > 0;
    if (whole) ids.push_back(match.value);
    at += match.length;
  }
  if (whole) return;
  ids.resize(before);
  ids.push_back(unknown_);
}

}  // namespace tron::tokenizer
