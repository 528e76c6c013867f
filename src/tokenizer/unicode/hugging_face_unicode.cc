#include "tokenizer/unicode/hugging_face_unicode.h"

#include "tokenizer/unicode/character_facts.h"

namespace tron::tokenizer::hugging_face {
namespace {

constexpr int kNormalForms = 9, kCategories = 8;

bool is_older(std::int32_t code, int version) {
  if (code < 0x300) return true;
  return unicode_age(code) <= version;
}

}  // namespace

std::string normal_form(std::string_view text, NormalForm form) {
  std::string out, run;
  for (const std::int32_t code : code_points(text)) {
    if (is_older(code, kNormalForms)) {
      append_utf8(run, code);
      continue;
    }
    out += tokenizer::normal_form(run, form);
    run.clear();
    append_utf8(out, code);
  }
  return out + tokenizer::normal_form(run, form);
}

// The code points named below have changed their category since.

bool is_mark(std::int32_t code) {
  if (code == 0x1CF2 || code == 0x1CF3) return true;
  return tokenizer::is_mark(code) && is_older(code, kNormalForms) && code != 0x111C9;
}

bool is_nonspacing_mark(std::int32_t code) {
  if (code == 0x1734) return true;
  if (code == 0x1885 || code == 0x1886 || code == 0xA9BD || code == 0x111C9) return false;
  return is_spacing_free(code) && is_older(code, kCategories);
}

bool is_punctuation(std::int32_t code) {
  if (code == 0x166D || code == 0x111C9) return true;
  return tokenizer::is_punctuation(code) && is_older(code, kCategories);
}

bool is_control(std::int32_t code) {
  return tokenizer::is_control(code, false) && is_older(code, kCategories);
}

bool is_ideograph(std::int32_t code) {
  return tokenizer::is_ideograph(code) && (code < 0x2B820 || code >= 0x2B920);
}

}  // namespace tron::tokenizer::hugging_face
