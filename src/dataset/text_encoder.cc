#include "dataset/text_encoder.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "tokenizer/unicode/unicode_text.h"

namespace tron::dataset {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

void require_utf8(const std::string& text, const Place& place) {
  const std::size_t broken = first_invalid_utf8(text);
  if (broken == std::string::npos) return;
  throw InputError(place,
                   fmt::format("byte {:02x} at offset {}", static_cast<unsigned char>(text[broken]), broken),
                   "UTF-8 text");
}

bool only_numbers(const std::string& text) {
  bool digit = false;
  for (char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && !is_blank(c)) return false;
    digit = digit || is_digit;
  }
  return digit;
}

TextEncoder::TextEncoder(const Graph& graph, std::string network_folder)
    : graph_(graph), folder_(std::move(network_folder)) {
  // An ONNX file's tokenizer lies beside it.
  if (folder_.ends_with(".onnx")) folder_ = std::filesystem::path(folder_).parent_path().string();
  if (folder_.empty()) folder_ = ".";
}

const Tokenizer& TextEncoder::tokenizer() const {
  if (!tokenizer_) tokenizer_ = open_tokenizer(folder_, graph_.vocabulary, graph_.max_tokens);
  return *tokenizer_;
}

Sample TextEncoder::sample(const std::string& text) const {
  Sample sample;
  sample.tokens = tokenizer().encode(text);
  sample.token_types.assign(sample.tokens.size(), 0);
  return sample;
}

Sample TextEncoder::pair(const std::string& first, const std::string& second) const {
  Sample sample;
  TypedTokens both = tokenizer().encode_pair(first, second);
  sample.tokens = std::move(both.ids);
  sample.token_types = std::move(both.types);
  return sample;
}

std::vector<int> TextEncoder::running(const std::string& text) const {
  const std::vector<int> plain = tokenizer().encode_plain(text);
  const std::vector<int> frame = tokenizer().encode("");
  std::vector<int> ids;
  // What a family puts around a text tells where it begins; an end token would end a text that goes on.
  const int begin = tokenizer().bos().value_or(graph_.special.begin);
  if (begin >= 0 && !frame.empty() && frame.front() == begin) ids.push_back(begin);
  ids.insert(ids.end(), plain.begin(), plain.end());
  return ids;
}

std::vector<int> TextEncoder::target(const std::string& text) const {
  std::vector<int> ids = tokenizer().encode_target(text);
  if (!graph_.special.end.empty()) ids.push_back(graph_.special.end.front());
  return ids;
}

std::vector<int> TextEncoder::ids(const std::string& numbers, const Place& place) const {
  std::vector<int> out;
  const char* at = numbers.data();
  const char* const end = at + numbers.size();
  const std::string allowed = fmt::format("token ids from 0 to {} between blanks", graph_.vocabulary - 1);
  while (true) {
    while (at != end && is_blank(*at)) ++at;
    if (at == end) break;
    int id = -1;
    const auto [next, error] = std::from_chars(at, end, id);
    const bool whole = error == std::errc() && (next == end || is_blank(*next));
    if (!whole || id < 0 || static_cast<std::size_t>(id) >= graph_.vocabulary) {
      const char* const word_end = std::find_if(at, end, is_blank);
      throw InputError(place, "'" + std::string(at, std::min(word_end, at + 40)) + "'", allowed);
    }
    out.push_back(id);
    at = next;
  }
  if (out.empty()) throw InputError(place, "no id", allowed);
  return out;
}

}  // namespace tron::dataset
