#include "tokenizer/steps/basic_tokenizer.h"

#include <cstdint>
#include <utility>

#include <utf8proc.h>

#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

bool is_space(std::int32_t code) {
  if (code == ' ' || code == '\t' || code == '\n' || code == '\r') return true;
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

/// Canonical decomposition without the nonspacing marks.
Codepoints without_accents(const Codepoints& codes) {
  Codepoints kept = code_points(normal_form(utf8(codes), NormalForm::kNfd));
  std::erase_if(kept, is_spacing_free);
  return kept;
}

Codepoints clean(std::string_view text, bool split_chinese) {
  Codepoints out;
  for (std::int32_t code : code_points(text)) {
    if (code == 0 || code == 0xFFFD) continue;
    if (is_space(code)) {
      out.push_back(' ');
    } else if (is_control(code, true)) {
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
    if (!is_space(code)) append_utf8(word, code);
    if (alone) end_word();
  }
  end_word();
  return words;
}

}  // namespace tron::tokenizer
