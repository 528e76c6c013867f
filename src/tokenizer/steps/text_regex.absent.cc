#include "tokenizer/steps/text_regex.h"

namespace tron::tokenizer {

struct TextRegex::Compiled {};

TextRegex::TextRegex(std::string_view, const Place& place) {
  throw InputError(place, "a regular expression, which needs ICU; this build was made without",
                   "a build with TRON_ICU=ON, or samples as token ids");
}

TextRegex::~TextRegex() = default;
TextRegex::TextRegex(TextRegex&&) noexcept = default;
TextRegex& TextRegex::operator=(TextRegex&&) noexcept = default;

std::vector<Span> TextRegex::matches(std::string_view) const {
  return {};
}

}  // namespace tron::tokenizer
