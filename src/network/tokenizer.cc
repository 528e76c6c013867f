#include "network/tokenizer.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "network/json_fields.h"

namespace tron {
namespace {

constexpr std::size_t kWordLimit = 100;  // characters; longer words are [UNK], as in the original

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool starts_character(const std::string& text, std::size_t at) {
  return at == text.size() || (text[at] & 0xC0) != 0x80;
}

/// "model_max_length" may be a sentinel far beyond any integer that stands for "no limit".
std::size_t length_limit(const JsonFields& fields, std::size_t positions) {
  const double limit = fields.number("model_max_length", 3, 1e300, static_cast<double>(positions));
  return limit < static_cast<double>(positions) ? static_cast<std::size_t>(limit) : positions;
}

}  // namespace

Tokenizer Tokenizer::open(const std::string& folder, std::size_t vocabulary, std::size_t positions) {
  const std::string path = folder + "/tokenizer_config.json";
  const Json json = std::filesystem::exists(path) ? Json::read(path) : Json::object();
  const JsonFields fields(json, path);
  BasicTokenizerOptions options;
  options.lower_case = fields.flag("do_lower_case", true);
  options.strip_accents = fields.flag("strip_accents", options.lower_case);
  options.split_chinese = fields.flag("tokenize_chinese_chars", true);
  const std::string file = folder + "/vocab.txt";
  Tokenizer tokenizer(read_file(file), file, options, length_limit(fields, positions));
  if (tokenizer.size() > vocabulary) {
    throw InputError(
        {.file = file, .line = static_cast<int>(vocabulary) + 1, .column = 0, .item = "vocabulary"},
        fmt::format("{} pieces", tokenizer.size()),
        fmt::format("at most {}, the rows of the network's word table", vocabulary));
  }
  return tokenizer;
}

Tokenizer::Tokenizer(std::string_view vocabulary, const std::string& file, BasicTokenizerOptions options,
                     std::size_t max_tokens)
    : max_tokens_(max_tokens), options_(options) {
  while (!vocabulary.empty()) {
    const std::size_t end = std::min(vocabulary.find('\n'), vocabulary.size());
    std::string_view piece = vocabulary.substr(0, end);
    vocabulary.remove_prefix(std::min(end + 1, vocabulary.size()));
    if (piece.ends_with('\r')) piece.remove_suffix(1);
    if (first_invalid_utf8(piece) != std::string_view::npos) {
      throw InputError({.file = file, .line = static_cast<int>(size_) + 1, .column = 0, .item = "vocabulary"},
                       "bytes that are no UTF-8", "UTF-8 text");
    }
    // A piece that stands twice keeps its last id, as Python's dictionary does.
    ids_[std::string(piece)] = static_cast<int>(size_++);
    longest_ = std::max(longest_, piece.size());
  }
  unknown_ = special("[UNK]", file);
  first_ = special("[CLS]", file);
  last_ = special("[SEP]", file);
}

int Tokenizer::special(const char* name, const std::string& file) const {
  const auto at = ids_.find(name);
  if (at != ids_.end()) return at->second;
  throw InputError({.file = file, .line = 0, .column = 0, .item = "vocabulary"},
                   fmt::format("no {} among {} pieces", name, size_),
                   "one piece a line, with [UNK], [CLS] and [SEP]");
}

void Tokenizer::append_pieces(const std::string& word, std::vector<int>& ids) const {
  const std::size_t before = ids.size();
  bool whole = characters(word) <= kWordLimit;
  for (std::size_t at = 0; whole && at < word.size();) {
    const std::string mark = at == 0 ? "" : "##";
    std::size_t end = std::min(word.size(), at + longest_);
    for (; end > at; --end) {
      if (!starts_character(word, end)) continue;
      const auto hit = ids_.find(mark + word.substr(at, end - at));
      if (hit == ids_.end()) continue;
      ids.push_back(hit->second);
      break;
    }
    whole = end > at;
    at = end;
  }
  if (whole) return;
  ids.resize(before);
  ids.push_back(unknown_);
}

std::vector<int> Tokenizer::encode(std::string_view text) const {
  std::vector<int> ids = {first_};
  for (const std::string& word : basic_tokens(text, options_)) {
    append_pieces(word, ids);
    if (ids.size() >= max_tokens_) break;
  }
  ids.resize(std::min(ids.size(), max_tokens_ - 1));
  ids.push_back(last_);
  return ids;
}

}  // namespace tron
