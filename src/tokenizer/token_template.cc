#include "tokenizer/token_template.h"

#include <algorithm>
#include <utility>

namespace tron::tokenizer {
namespace {

std::size_t tokens_of(const std::vector<TokenTemplate::Part>& parts) {
  return static_cast<std::size_t>(std::count_if(
      parts.begin(), parts.end(), [](const auto& part) { return part.kind == TokenTemplate::Part::kToken; }));
}

/// Lengths of two texts that have room for `room` together: the longer one gives way until they are equal.
std::pair<std::size_t, std::size_t> shares(std::size_t first, std::size_t second, std::size_t room) {
  if (first + second <= room) return {first, second};
  const std::size_t shorter = std::min(first, second);
  std::size_t small = room / 2, large = room - room / 2;
  if (shorter < small) small = shorter, large = room - shorter;
  return first <= second ? std::pair(small, large) : std::pair(large, small);
}

}  // namespace

TokenTemplate::TokenTemplate(std::vector<Part> single, std::optional<std::vector<Part>> pair)
    : single_(std::move(single)), pair_(std::move(pair)) {}

TokenTemplate TokenTemplate::around(const std::vector<int>& before, const std::vector<int>& after) {
  std::vector<Part> single, second;
  for (const int id : before) single.push_back({Part::kToken, id, 0});
  single.push_back({Part::kFirst, 0, 0});
  for (const int id : after) single.push_back({Part::kToken, id, 0});
  for (const Part& part : single) {
    second.push_back({part.kind == Part::kFirst ? Part::kSecond : part.kind, part.id, 1});
  }
  std::vector<Part> pair = single;
  pair.insert(pair.end(), second.begin(), second.end());
  return {std::move(single), std::move(pair)};
}

TokenTemplate TokenTemplate::bare() {
  return {{{Part::kFirst, 0, 0}}, std::vector<Part>{{Part::kFirst, 0, 0}, {Part::kSecond, 0, 1}}};
}

TokenTemplate TokenTemplate::bert(int first, int end) {
  const std::vector<Part> single = {{Part::kToken, first, 0}, {Part::kFirst, 0, 0}, {Part::kToken, end, 0}};
  std::vector<Part> pair = single;
  pair.insert(pair.end(), {{Part::kSecond, 0, 1}, {Part::kToken, end, 1}});
  return {single, pair};
}

TokenTemplate TokenTemplate::roberta(int first, int end) {
  const std::vector<Part> single = {{Part::kToken, first, 0}, {Part::kFirst, 0, 0}, {Part::kToken, end, 0}};
  std::vector<Part> pair = single;
  pair.insert(pair.end(), {{Part::kToken, end, 0}, {Part::kSecond, 0, 0}, {Part::kToken, end, 0}});
  return {single, pair};
}

std::size_t TokenTemplate::added() const {
  return tokens_of(single_);
}

std::vector<int> TokenTemplate::wrap(std::vector<int> ids, std::size_t longest) const {
  const std::size_t added = tokens_of(single_);
  ids.resize(std::min(ids.size(), longest - std::min(longest, added)));
  std::vector<int> out;
  for (const Part& part : single_) {
    if (part.kind == Part::kToken) {
      out.push_back(part.id);
    } else {
      out.insert(out.end(), ids.begin(), ids.end());
    }
  }
  return out;
}

TypedTokens TokenTemplate::wrap(std::vector<int> first, std::vector<int> second, std::size_t longest) const {
  const std::size_t added = tokens_of(*pair_);
  const auto [head, tail] = shares(first.size(), second.size(), longest - std::min(longest, added));
  first.resize(head);
  second.resize(tail);
  TypedTokens out;
  for (const Part& part : *pair_) {
    if (part.kind == Part::kToken) {
      out.ids.push_back(part.id);
    } else {
      const std::vector<int>& ids = part.kind == Part::kFirst ? first : second;
      out.ids.insert(out.ids.end(), ids.begin(), ids.end());
    }
    out.types.resize(out.ids.size(), part.type);
  }
  return out;
}

}  // namespace tron::tokenizer
