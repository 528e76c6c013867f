#include "tokenizer/steps/text_regex.h"

#include <utility>

#include <fmt/format.h>
#include <unicode/regex.h>

#include "base/text/utf8.h"

namespace tron::tokenizer {
namespace {

// ICU counts ten thousand operations as one step; real expressions need a few operations a byte.
constexpr std::size_t kSteps = 500, kBytesOfStep = 20;
constexpr std::int32_t kStackLimit = 64 << 20;  // bytes

icu::UnicodeString utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

/// Goes along UTF-8 text and its UTF-16 form at once.
class Offsets {
 public:
  explicit Offsets(std::string_view text) : text_(text) {}

  /// The byte offset of a UTF-16 offset; offsets must not go down.
  std::size_t byte_of(std::int32_t unit) {
    while (unit_ < unit && byte_ < text_.size()) {
      const std::size_t length = next_code_point(text_.substr(byte_)).length;
      byte_ += length;
      unit_ += length == 4 ? 2 : 1;
    }
    return byte_;
  }

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  std::int32_t unit_ = 0;
};

}  // namespace

struct TextRegex::Compiled {
  std::unique_ptr<icu::RegexPattern> pattern;
  Place place;
};

TextRegex::TextRegex(std::string_view pattern, const Place& place) {
  if (pattern.size() > 10'000) {
    throw InputError(place, fmt::format("an expression of {} bytes", pattern.size()), "at most 10000");
  }
  UErrorCode status = U_ZERO_ERROR;
  UParseError error{};
  // Ruby's ^ and $ stand at every line, and its only line end is \n.
  const auto flags = static_cast<std::uint32_t>(UREGEX_MULTILINE) | UREGEX_UNIX_LINES;
  const std::string translated = translated_pattern(pattern, place);
  std::unique_ptr<icu::RegexPattern> made(
      icu::RegexPattern::compile(utf16(translated), flags, error, status));
  if (U_FAILURE(status)) {
    throw InputError(place,
                     fmt::format("{} at character {} of the expression {}", u_errorName(status), error.offset,
                                 translated.substr(0, 120)),
                     "a regular expression");
  }
  compiled_ = std::make_unique<const Compiled>(Compiled{std::move(made), place});
}

TextRegex::~TextRegex() = default;
TextRegex::TextRegex(TextRegex&&) noexcept = default;
TextRegex& TextRegex::operator=(TextRegex&&) noexcept = default;

std::vector<Span> TextRegex::matches(std::string_view text) const {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString input = utf16(text);
  const std::unique_ptr<icu::RegexMatcher> matcher(compiled_->pattern->matcher(input, status));
  if (U_SUCCESS(status)) {
    matcher->setTimeLimit(static_cast<std::int32_t>(kSteps + text.size() / kBytesOfStep), status);
    matcher->setStackLimit(kStackLimit, status);
  }
  std::vector<Span> spans;
  Offsets offsets(text);
  while (U_SUCCESS(status) && matcher->find(status)) {
    const std::size_t begin = offsets.byte_of(matcher->start(status));
    spans.push_back({begin, offsets.byte_of(matcher->end(status))});
  }
  if (U_FAILURE(status)) {
    throw InputError(compiled_->place,
                     fmt::format("{} on {} bytes of text", u_errorName(status), text.size()),
                     "an expression that can be matched in reasonable time");
  }
  return spans;
}

}  // namespace tron::tokenizer
