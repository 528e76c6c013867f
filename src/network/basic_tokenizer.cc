#include "network/basic_tokenizer.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include <utf8proc.h>

namespace tron {
namespace {

using Codepoints = std::vector<std::int32_t>;

/// The length of the character at `at`, at least 1; `*code` is -1 if it is no UTF-8.
std::size_t decode(std::string_view text, std::size_t at, std::int32_t* code) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at;
  const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - at), code);
  if (length > 0) return static_cast<std::size_t>(length);
  *code = -1;
  return 1;
}

Codepoints decode(std::string_view text) {
  Codepoints codes;
  for (std::size_t at = 0; at < text.size();) {
    std::int32_t code = 0;
    at += decode(text, at, &code);
    codes.push_back(code < 0 ? 0xFFFD : code);
  }
  return codes;
}

void append(std::string& text, std::int32_t code) {
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(code, bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

bool is_space(std::int32_t code) {
  if (code == ' ' || code == '\t' || code == '\n' || code == '\r') return true;
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

bool is_control(std::int32_t code) {
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
         category == UTF8PROC_CATEGORY_CS || category == UTF8PROC_CATEGORY_CO ||
         category == UTF8PROC_CATEGORY_CN;
}

bool is_punctuation(std::int32_t code) {
  // All ASCII that is neither letter, digit nor space counts, "$" and "^" included, though Unicode calls them
  // symbols.
  if (code < 128) {
    return (code >= 33 && code <= 47) || (code >= 58 && code <= 64) || (code >= 91 && code <= 96) ||
           (code >= 123 && code <= 126);
  }
  const auto category = utf8proc_category(code);
  return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

/// The CJK Unified Ideographs blocks with their extensions; neither kana nor Hangul.
bool is_ideograph(std::int32_t code) {
  constexpr std::pair<std::int32_t, std::int32_t> kBlocks[] = {
      {0x4E00, 0x9FFF},   {0x3400, 0x4DBF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F},
      {0x2B740, 0x2B81F}, {0x2B820, 0x2CEAF}, {0xF900, 0xFAFF},   {0x2F800, 0x2FA1F}};
  for (const auto& [first, last] : kBlocks) {
    if (code >= first && code <= last) return true;
  }
  return false;
}

/// Canonical decomposition without the nonspacing marks.
Codepoints without_accents(const Codepoints& codes) {
  std::string text;
  for (std::int32_t code : codes) append(text, code);
  utf8proc_uint8_t* decomposed = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &decomposed, options);
  if (length < 0) return codes;
  Codepoints kept;
  for (std::int32_t code : decode({reinterpret_cast<char*>(decomposed), static_cast<std::size_t>(length)})) {
    if (utf8proc_category(code) != UTF8PROC_CATEGORY_MN) kept.push_back(code);
  }
  std::free(decomposed);
  return kept;
}

Codepoints clean(std::string_view text, bool split_chinese) {
  Codepoints out;
  for (std::int32_t code : decode(text)) {
    if (code == 0 || code == 0xFFFD) continue;
    if (is_space(code)) {
      out.push_back(' ');
    } else if (is_control(code)) {
      continue;
    } else if (split_chinese && is_ideograph(code)) {
      out.insert(out.end(), {' ', code, ' '});
    } else {
      out.push_back(code);
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> basic_tokens(std::string_view text, const BasicTokenizerOptions& options) {
  Codepoints codes = clean(text, options.split_chinese);
  if (options.strip_accents) codes = without_accents(codes);
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::int32_t code : codes) {
    if (options.lower_case) code = utf8proc_tolower(code);
    const bool alone = is_punctuation(code);
    if (alone || is_space(code)) end_word();
    if (!is_space(code)) append(word, code);
    if (alone) end_word();
  }
  end_word();
  return words;
}

std::size_t first_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::int32_t code = 0;
    const std::size_t length = decode(text, at, &code);
    if (code < 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace tron
