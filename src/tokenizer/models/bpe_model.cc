#include "tokenizer/models/bpe_model.h"

#include <queue>
#include <utility>

#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

std::uint64_t packed(int high, int low) {
  return std::uint64_t{static_cast<std::uint32_t>(high)} << 32U | static_cast<std::uint32_t>(low);
}

}  // namespace

/// The pieces of one word in a linked list, and the merges that wait.
class BpeModel::Word {
 public:
  Word(const FlatTable& merges, const std::vector<int>& ids) : merges_(merges) {
    const int count = static_cast<int>(ids.size());
    for (int i = 0; i < count; ++i) {
      pieces_.push_back({ids[static_cast<std::size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1});
    }
    for (int i = 0; i + 1 < count; ++i) offer(i);
  }

  void merge_all() {
    while (!waiting_.empty()) {
      const Candidate best = waiting_.top();
      waiting_.pop();
      Piece& left = at(best.at);
      if (left.id < 0 || left.next < 0) continue;
      // What waits may be stale: its pieces may have been merged with others since.
      const std::uint64_t merge = merges_.find(packed(left.id, at(left.next).id));
      if (merge != packed(best.rank, best.merged)) continue;
      Piece& right = at(left.next);
      left.id = best.merged;
      right.id = -1;
      left.next = right.next;
      if (left.next >= 0) at(left.next).before = best.at;
      if (left.before >= 0) offer(left.before);
      offer(best.at);
    }
  }

  void append(std::vector<int>& ids) const {
    for (int i = pieces_.empty() ? -1 : 0; i >= 0; i = pieces_[static_cast<std::size_t>(i)].next) {
      ids.push_back(pieces_[static_cast<std::size_t>(i)].id);
    }
  }

 private:
  struct Piece {
    int id = 0, before = -1, next = -1;
  };
  struct Candidate {
    int rank = 0, at = 0, merged = 0;
    bool operator<(const Candidate& other) const {  // the queue's top is the largest
      return rank != other.rank ? rank > other.rank : at > other.at;
    }
  };

  Piece& at(int i) { return pieces_[static_cast<std::size_t>(i)]; }

  void offer(int i) {
    if (at(i).next < 0) return;
    const std::uint64_t merge = merges_.find(packed(at(i).id, at(at(i).next).id));
    if (merge == FlatTable::kNone) return;
    waiting_.push({static_cast<int>(merge >> 32U), i, static_cast<int>(merge & 0xFFFFFFFFU)});
  }

  const FlatTable& merges_;
  std::vector<Piece> pieces_;
  std::priority_queue<Candidate> waiting_;
};

BpeModel::BpeModel(Vocabulary table, const std::vector<Merge>& merges, BpeOptions options)
    : TokenModel(std::move(table)), merges_(merges.size()), options_(std::move(options)) {
  for (std::size_t rank = 0; rank < merges.size(); ++rank) {
    const Merge& merge = merges[rank];
    merges_.set(packed(merge.left, merge.right), packed(static_cast<int>(rank), merge.merged));
  }
  if (options_.byte_fallback) bytes_ = byte_pieces(this->table());
}

bool BpeModel::append_bytes(std::string_view character, std::vector<int>& ids) const {
  if (bytes_.empty()) return false;
  for (const char c : character) {
    if (bytes_[static_cast<unsigned char>(c)] < 0) return false;
  }
  for (const char c : character) ids.push_back(bytes_[static_cast<unsigned char>(c)]);
  return true;
}

std::vector<int> BpeModel::characters(std::string_view text) const {
  std::vector<int> ids;
  std::string marked;
  bool after_unknown = false;
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    length = character_length(text.substr(at));
    std::string_view character = text.substr(at, length);
    const bool first = at == 0, last = at + length == text.size();
    if ((!first && !options_.continuing.empty()) || (last && !options_.end.empty())) {
      marked = first ? std::string(character) : options_.continuing + std::string(character);
      if (last) marked += options_.end;
      character = marked;
    }
    const std::optional<int> id = table().id(character);
    if (id) ids.push_back(*id);
    const bool known = id || append_bytes(character, ids);
    const bool fused = after_unknown && options_.fuse_unknown;
    if (!known && options_.unknown && !fused) ids.push_back(*options_.unknown);
    after_unknown = !known;
  }
  return ids;
}

void BpeModel::append(std::string_view text, std::vector<int>& ids) const {
  if (options_.ignore_merges) {
    if (const std::optional<int> whole = table().id(text)) {
      ids.push_back(*whole);
      return;
    }
  }
  Word word(merges_, characters(text));
  word.merge_all();
  word.append(ids);
}

}  // namespace tron::tokenizer
