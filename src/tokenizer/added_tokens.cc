#include "tokenizer/added_tokens.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/text/utf8.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

std::int32_t first_character(std::string_view text) {
  return static_cast<std::int32_t>(next_code_point(text).value);
}

std::size_t last_character_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (text[text.size() - length] & 0xC0) == 0x80) ++length;
  return length;
}

bool ends_with_word(std::string_view text) {
  return !text.empty() && is_word(first_character(text.substr(text.size() - last_character_length(text))));
}

bool starts_with_word(std::string_view text) {
  return !text.empty() && is_word(first_character(text));
}

/// Bytes of white space at the end.
std::size_t blank_end(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const std::string_view rest = text.substr(0, text.size() - length);
    const std::size_t last = last_character_length(rest);
    if (!is_white_space(first_character(rest.substr(rest.size() - last)))) break;
    length += last;
  }
  return length;
}

std::size_t blank_start(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_white_space(first_character(text.substr(length)))) {
    length += character_length(text.substr(length));
  }
  return length;
}

}  // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, Normalizer normalizer)
    : tokens_(std::move(tokens)), normalizer_(std::move(normalizer)) {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const AddedToken& token = tokens_[i];
    by_id_[token.id] = i;
    if (!token.normalized) {
      raw_.add(token.content, static_cast<int>(i));
    } else {
      normalized_.add(normalizer_ ? normalizer_(token.content) : token.content, static_cast<int>(i));
    }
  }
}

void AddedTokens::cut_at(const PrefixTrie& trie, const Stretch& stretch, std::vector<Stretch>& out) const {
  const std::string_view text = stretch.text;
  std::size_t done = 0;
  const auto text_until = [&](std::size_t end) {
    if (end > done) {
      out.push_back(
          {std::string(text.substr(done, end - done)), std::nullopt, stretch.at_start && done == 0});
    }
  };
  for (std::size_t at = 0; at < text.size();) {
    const PrefixTrie::Match match = trie.longest(text.substr(at));
    if (match.length == 0) {
      ++at;
      continue;
    }
    const AddedToken& token = tokens_[static_cast<std::size_t>(match.value)];
    std::size_t begin = at, end = at + match.length;
    at = end;
    if (token.single_word && (ends_with_word(text.substr(0, begin)) || starts_with_word(text.substr(end)))) {
      continue;
    }
    if (token.left_strip) begin -= blank_end(text.substr(done, begin - done));
    if (token.right_strip) end += blank_start(text.substr(end));
    text_until(begin);
    out.push_back({std::string(), token.id, false});
    done = at = end;
  }
  text_until(text.size());
}

std::vector<Stretch> AddedTokens::cut(std::string_view text) const {
  std::vector<Stretch> raw, out;
  cut_at(raw_, {std::string(text), std::nullopt, true}, raw);
  for (Stretch& stretch : raw) {
    if (stretch.id) {
      out.push_back(std::move(stretch));
      continue;
    }
    if (normalizer_) stretch.text = normalizer_(std::move(stretch.text));
    cut_at(normalized_, stretch, out);
  }
  return out;
}

const AddedToken* AddedTokens::find(int id) const {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : &tokens_[at->second];
}

std::optional<int> AddedTokens::id(std::string_view content) const {
  const auto at = std::find_if(tokens_.begin(), tokens_.end(),
                               [&](const AddedToken& token) { return token.content == content; });
  if (at == tokens_.end()) return std::nullopt;
  return at->id;
}

AddedToken read_added_token(const JsonAt& at) {
  AddedToken token;
  token.content = at.at("content").text();
  if (token.content.empty()) at.at("content").fail("an empty text", "a text");
  token.special = at.flag("special", false);
  token.single_word = at.flag("single_word", false);
  token.left_strip = at.flag("lstrip", false);
  token.right_strip = at.flag("rstrip", false);
  token.normalized = at.flag("normalized", !token.special);
  return token;
}

std::vector<AddedToken> read_added_tokens(const JsonAt& at, const Vocabulary& table, std::size_t rows) {
  std::vector<AddedToken> tokens;
  std::unordered_set<int> ids;
  std::unordered_set<std::string> contents;
  for (std::size_t i = 0; i < at.list().size(); ++i) {
    const JsonAt item = at.item(i), id = item.at("id");
    AddedToken token = read_added_token(item);
    token.id = static_cast<int>(id.integer(0, static_cast<std::int64_t>(rows) - 1));
    const std::optional<int> known = table.id(token.content);
    if (known && *known != token.id) {
      id.fail(std::to_string(token.id), fmt::format("{}, the id of the same piece in the model", *known));
    }
    if (!known && !table.piece(token.id).empty()) {
      id.fail(std::to_string(token.id),
              fmt::format("an id without a piece: the model has \"{}\" there", table.piece(token.id)));
    }
    if (!ids.insert(token.id).second) id.fail(fmt::format("{} a second time", token.id), "each id once");
    if (!contents.insert(token.content).second) {
      item.at("content").fail(fmt::format("\"{}\" a second time", token.content), "each content once");
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

}  // namespace tron::tokenizer
