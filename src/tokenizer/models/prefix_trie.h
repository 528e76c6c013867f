#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rooms.h"
#include "tokenizer/models/flat_table.h"

namespace tron::tokenizer {

/// Byte strings with a number each, to be found at the start of a text.
class PrefixTrie {
 public:
  using Node = std::uint32_t;
  static constexpr Node kRoot = 0;
  static constexpr int kNothing = -1;

  explicit PrefixTrie(std::size_t expected_bytes = 0) : edges_(expected_bytes), values_(1, kNothing) {}

  /// `value` >= 0. A string that stands twice keeps its last value. The empty string is never found.
  void add(std::string_view key, int value) {
    Node node = kRoot;
    for (const char c : key) {
      const std::uint64_t edge = edge_of(node, c);
      std::uint64_t next = edges_.find(edge);
      if (next == FlatTable::kNone) {
        next = values_.size();
        values_.push_back(kNothing);
        edges_.set(edge, next);
      }
      node = static_cast<Node>(next);
    }
    values_[node] = value;
  }

  /// Where `c` leads from `node`.
  std::optional<Node> step(Node node, char c) const {
    const std::uint64_t next = edges_.find(edge_of(node, c));
    if (next == FlatTable::kNone) return std::nullopt;
    return static_cast<Node>(next);
  }
  /// The node of a whole string.
  std::optional<Node> walk(std::string_view key) const {
    std::optional<Node> node = kRoot;
    for (std::size_t i = 0; node && i < key.size(); ++i) node = step(*node, key[i]);
    return node;
  }
  int value(Node node) const { return node == kRoot ? kNothing : values_[node]; }

  /// visit(length, value) for every string that `text` starts with, the shortest first; `from` starts behind
  /// a string already walked.
  template <class Visit>
  void prefixes(std::string_view text, const Visit& visit, Node from = kRoot) const {
    Node node = from;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const std::optional<Node> next = step(node, text[i]);
      if (!next) return;
      node = *next;
      if (values_[node] != kNothing) visit(i + 1, values_[node]);
    }
  }

  struct Match {
    std::size_t length = 0;  ///< 0: none
    int value = kNothing;
  };
  Match longest(std::string_view text, Node from = kRoot) const {
    Match match;
    prefixes(
        text,
        [&](std::size_t length, int value) {
          match = {length, value};
        },
        from);
    return match;
  }

 private:
  static std::uint64_t edge_of(Node node, char c) {
    return std::uint64_t{node} << 8U | static_cast<unsigned char>(c);
  }

  FlatTable edges_;
  std::vector<int> values_;
};

}  // namespace tron::tokenizer
