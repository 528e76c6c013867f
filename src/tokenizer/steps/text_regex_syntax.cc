#include <fmt/format.h>

#include "base/text/utf8.h"
#include "tokenizer/steps/text_regex.h"

namespace tron::tokenizer {
namespace {

constexpr const char* kAllowed =
    "letters, classes [...], \\p{..}, \\s \\d \\w \\h \\n \\r \\t and their capitals, ( | ), (?: ), (?i: ), "
    "look-ahead and look-behind, ? * + {n,m}, ^ $";

/// Reads Oniguruma's syntax and writes ICU's.
class Translator {
 public:
  Translator(std::string_view pattern, const Place& place) : rest_(pattern), whole_(pattern), place_(place) {}

  std::string run() {
    while (!rest_.empty()) step();
    if (in_class_ != 0) fail("[ without ]");
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(const std::string& found) const {
    const std::string shown = whole_.size() <= 120 ? std::string(whole_) : std::string(whole_.substr(0, 120));
    throw InputError(place_, fmt::format("{} in the expression {}", found, shown), kAllowed);
  }

  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    out_ += taken;
    return taken;
  }

  void step() {
    const char c = rest_[0];
    if (c == '\\') return escape();
    if (in_class_ != 0) return in_class(c);
    if (c == '[') return open_class();
    if (c == '(') return group();
    if (c == '}' && rest_.size() > 1 && rest_[1] == '+') fail("}+");
    take(1);
  }

  void open_class() {
    ++in_class_;
    take(1);
    if (rest_.starts_with('^')) take(1);
    if (rest_.starts_with(']')) fail("an empty class");
  }

  /// Punctuation within a class is written with a backslash: ICU gives some of it a meaning.
  void in_class(char c) {
    if (rest_.starts_with("&&") || rest_.starts_with("--") || rest_.starts_with("[:")) {
      fail(std::string(rest_.substr(0, 2)));
    }
    if (c == ']') {
      --in_class_;
      take(1);
    } else if (c == '[') {
      open_class();
    } else if (c == '-') {
      take(1);
    } else {
      if (static_cast<unsigned char>(c) < 128 &&
          std::string_view("!\"#$%&'()*+,./:;<=>?@^_`{|}~ ").find(c) != std::string_view::npos) {
        out_ += '\\';
      }
      take(1);
    }
  }

  void group() {
    for (const char* start : {"(?:", "(?i:", "(?i)", "(?!", "(?=", "(?<!", "(?<="}) {
      if (rest_.starts_with(start)) {
        take(std::string_view(start).size());
        return;
      }
    }
    if (rest_.starts_with("(?")) fail(std::string(rest_.substr(0, 3)));
    take(1);
  }

  void escape() {
    if (rest_.size() < 2) fail("a backslash at the end");
    const char c = rest_[1];
    if (c == 'p' || c == 'P') return property();
    if (c == 'h' || c == 'H') {
      rest_.remove_prefix(2);
      out_ += c == 'h' ? "[0-9a-fA-F]" : "[^0-9a-fA-F]";
    } else if (c == 'w' || c == 'W') {
      // Oniguruma's \w holds no joiners, ICU's does.
      rest_.remove_prefix(2);
      out_ += c == 'w' ? "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]" : "[^\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]";
    } else {
      const bool punctuation =
          static_cast<unsigned char>(c) < 128 &&
          std::string_view("\\!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~ ").find(c) != std::string_view::npos;
      if (!punctuation && std::string_view("sSdDnrtfv").find(c) == std::string_view::npos) {
        fail(std::string(rest_.substr(0, 2)));
      }
      if (c == 'v') fail("\\v");
      take(2);
    }
  }

  /// \p{Lu}; Oniguruma's \p{^Lu} is refused.
  void property() {
    std::size_t end = 2;
    if (rest_.substr(2).starts_with('{')) end = rest_.find('}');
    if (end == std::string_view::npos || end < 4) fail("a property without a name");
    for (const char c : rest_.substr(3, end - 3)) {
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')) fail("a property's name");
    }
    take(end + 1);
  }

  std::string_view rest_, whole_;
  const Place& place_;
  std::string out_;
  int in_class_ = 0;
};

}  // namespace

std::string translated_pattern(std::string_view pattern, const Place& place) {
  return Translator(pattern, place).run();
}

}  // namespace tron::tokenizer
