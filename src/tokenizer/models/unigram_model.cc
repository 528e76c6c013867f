#include "tokenizer/models/unigram_model.h"

#include <algorithm>
#include <utility>

#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

constexpr double kUnknownPenalty = 10;

}  // namespace

UnigramModel::UnigramModel(Vocabulary table, std::vector<double> scores, int unknown, bool byte_fallback)
    : TokenModel(std::move(table)), scores_(std::move(scores)), unknown_(unknown) {
  const std::vector<std::string>& pieces = this->table().pieces();
  for (std::size_t i = 0; i < pieces.size(); ++i) trie_.add(pieces[i], static_cast<int>(i));
  unknown_score_ = *std::min_element(scores_.begin(), scores_.end()) - kUnknownPenalty;
  if (byte_fallback) bytes_ = byte_pieces(this->table());
}

std::vector<UnigramModel::Node> UnigramModel::lattice(std::string_view text) const {
  std::vector<Node> best(text.size() + 1);
  const auto offer = [&](std::size_t begin, std::size_t end, int id, double score) {
    const double sum = score + best[begin].score;
    if (best[end].id < 0 || sum > best[end].score) best[end] = {id, sum, begin};
  };
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    length = character_length(text.substr(at));
    bool single = false;
    trie_.prefixes(text.substr(at), [&](std::size_t bytes, int id) {
      offer(at, at + bytes, id, scores_[static_cast<std::size_t>(id)]);
      single = single || bytes == length;
    });
    if (!single) offer(at, at + length, unknown_, unknown_score_);
  }
  return best;
}

void UnigramModel::append_unknown(std::string_view text, std::vector<int>& ids) const {
  const bool spelt = !bytes_.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return bytes_[static_cast<unsigned char>(c)] >= 0;
  });
  if (!spelt) {
    ids.push_back(table().id(text).value_or(unknown_));
    return;
  }
  for (const char c : text) ids.push_back(bytes_[static_cast<unsigned char>(c)]);
}

void UnigramModel::append(std::string_view text, std::vector<int>& ids) const {
  const std::vector<Node> best = lattice(text);
  std::vector<std::pair<int, std::string_view>> way;
  for (std::size_t end = text.size(); end > 0;) {
    const Node& node = best[end];
    const bool fused = node.id == unknown_ && !way.empty() && way.back().first == unknown_;
    const std::size_t length = end - node.begin + (fused ? way.back().second.size() : 0);
    if (fused) way.pop_back();
    way.emplace_back(node.id, text.substr(node.begin, length));
    end = node.begin;
  }
  for (auto step = way.rbegin(); step != way.rend(); ++step) {
    if (step->first == unknown_) {
      append_unknown(step->second, ids);
    } else {
      ids.push_back(step->first);
    }
  }
}

}  // namespace tron::tokenizer
