#include "tokenizer/unicode/unicode_text.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

#include <utf8proc.h>

#include "base/text/utf8.h"
#include "tokenizer/unicode/character_facts.h"

namespace tron::tokenizer {
namespace {

constexpr std::int32_t kReplacement = 0xFFFD;

utf8proc_option_t options_of(NormalForm form) {
  int options = UTF8PROC_STABLE;
  const bool composed = form == NormalForm::kNfc || form == NormalForm::kNfkc;
  options |= composed ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE;
  if (form == NormalForm::kNfkc || form == NormalForm::kNfkd) options |= UTF8PROC_COMPAT;
  return static_cast<utf8proc_option_t>(options);
}

/// Bytes of the longest start of any character that `text`, no character itself, starts with; at least 1.
std::size_t unfinished_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const std::size_t whole = lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::size_t length = 1;
  for (; length < whole && length < text.size(); ++length) {
    unsigned low = 0x80, high = 0xBF;
    if (length == 1) {
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    }
    if (byte(length) < low || byte(length) > high) break;
  }
  return length;
}

}  // namespace

Codepoints code_points(std::string_view text) {
  Codepoints codes;
  codes.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    codes.push_back(c.valid ? static_cast<std::int32_t>(c.value) : kReplacement);
    text.remove_prefix(c.length);
  }
  return codes;
}

void append_utf8(std::string& text, std::int32_t code) {
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(code, bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

std::string utf8(const Codepoints& codes) {
  std::string text;
  text.reserve(codes.size());
  for (const std::int32_t code : codes) append_utf8(text, code);
  return text;
}

std::string lossy_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t good = std::min(first_invalid_utf8(text), text.size());
    out += text.substr(0, good);
    text.remove_prefix(good);
    if (text.empty()) break;
    append_utf8(out, kReplacement);
    text.remove_prefix(unfinished_length(text));
  }
  return out;
}

std::size_t first_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = next_code_point(text.substr(at));
    if (!c.valid) return at;
    at += c.length;
  }
  return std::string_view::npos;
}

std::size_t character_length(std::string_view text) {
  return next_code_point(text).length;
}

bool is_white_space(std::int32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F ||
         code == 0x205F || code == 0x3000;
}

bool is_punctuation(std::int32_t code) {
  if (code < 128) {
    return (code >= 33 && code <= 47) || (code >= 58 && code <= 64) || (code >= 91 && code <= 96) ||
           (code >= 123 && code <= 126);
  }
  const auto category = utf8proc_category(code);
  return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

bool is_numeric(std::int32_t code) {
  const auto category = utf8proc_category(code);
  return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}

bool is_mark(std::int32_t code) {
  const auto category = utf8proc_category(code);
  return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

bool is_spacing_free(std::int32_t code) {
  return utf8proc_category(code) == UTF8PROC_CATEGORY_MN;
}

bool is_control(std::int32_t code, bool unassigned) {
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
         category == UTF8PROC_CATEGORY_CS || category == UTF8PROC_CATEGORY_CO ||
         (unassigned && category == UTF8PROC_CATEGORY_CN);
}

bool is_word(std::int32_t code) {
  if (is_alphabetic(code) || is_mark(code)) return true;
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_PC || code == 0x200C ||
         code == 0x200D;
}

bool is_ideograph(std::int32_t code) {
  constexpr std::pair<std::int32_t, std::int32_t> kBlocks[] = {
      {0x4E00, 0x9FFF},   {0x3400, 0x4DBF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F},
      {0x2B740, 0x2B81F}, {0x2B820, 0x2CEAF}, {0xF900, 0xFAFF},   {0x2F800, 0x2FA1F}};
  for (const auto& [first, last] : kBlocks) {
    if (code >= first && code <= last) return true;
  }
  return false;
}

std::string normal_form(std::string_view text, NormalForm form) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped, options_of(form));
  if (length == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (length < 0) return std::string(text);
  std::string out(reinterpret_cast<char*>(mapped), static_cast<std::size_t>(length));
  std::free(mapped);
  return out;
}

void append_lower(std::string& text, std::int32_t code) {
  constexpr std::int32_t kCapitalIWithDot = 0x130;
  if (code == kCapitalIWithDot) {
    text += "i\xCC\x87";
  } else {
    append_utf8(text, utf8proc_tolower(code));
  }
}

std::string lower_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const std::int32_t code : code_points(text)) append_lower(out, code);
  return out;
}

std::size_t grapheme_length(std::string_view text) {
  utf8proc_int32_t state = 0;
  CodePoint before = next_code_point(text);
  std::size_t length = before.length;
  while (length < text.size()) {
    const CodePoint next = next_code_point(text.substr(length));
    const auto left = static_cast<std::int32_t>(before.value), right = static_cast<std::int32_t>(next.value);
    if (utf8proc_grapheme_break_stateful(left, right, &state)) break;
    length += next.length;
    before = next;
  }
  return length;
}

}  // namespace tron::tokenizer
