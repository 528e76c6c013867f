#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/text/utf8.h"
#include "tokenizer/steps/text_steps.h"
#include "tokenizer/unicode/byte_to_unicode.h"
#include "tokenizer/unicode/hugging_face_unicode.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

/// GPT-2's split (Radford et al., 2019): English endings, letters, numbers and the rest, each with one blank
/// before it; of a run of blanks the last stays with the word.
constexpr const char* kGpt2Split =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

/// Replaces every stretch by the parts that `cut` names.
template <class Cut>
void split_each(std::vector<PreToken>& tokens, const Cut& cut) {
  std::vector<PreToken> out;
  out.reserve(tokens.size());
  for (const PreToken& token : tokens) {
    const std::string_view whole = token.text;
    for (const std::string_view part : cut(whole)) {
      out.push_back({std::string(part), token.at_start && part.data() == whole.data()});
    }
  }
  tokens = std::move(out);
}

/// Every character for which `is` holds, each a match of its own.
template <class Is>
std::vector<Span> character_matches(std::string_view text, const Is& is) {
  std::vector<Span> spans;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = next_code_point(text.substr(at));
    if (is(static_cast<std::int32_t>(c.value))) spans.push_back({at, at + c.length});
    at += c.length;
  }
  return spans;
}

template <class Is>
PreTokenizer by_character(Is is, Split split) {
  return [is, split](std::vector<PreToken>& tokens) {
    split_each(tokens, [&](std::string_view text) {
      return split_at(text, character_matches(text, is), split, false);
    });
  };
}

PreTokenizer by_pattern(FindMatches find, Split split, bool invert) {
  return [find = std::move(find), split, invert](std::vector<PreToken>& tokens) {
    split_each(tokens, [&](std::string_view text) { return split_at(text, find(text), split, invert); });
  };
}

/// One step after another.
PreTokenizer in_turn(std::vector<PreTokenizer> steps) {
  return [steps = std::move(steps)](std::vector<PreToken>& tokens) {
    for (const PreTokenizer& step : steps) step(tokens);
  };
}

PreTokenizer read_sequence(const JsonAt& at) {
  const JsonAt list = at.at("pretokenizers");
  std::vector<PreTokenizer> steps;
  for (std::size_t i = 0; i < list.list().size(); ++i) steps.push_back(read_pre_tokenizer(list.item(i)));
  return in_turn(std::move(steps));
}

void bytes_to_unicode(std::vector<PreToken>& tokens) {
  for (PreToken& token : tokens) token.text = unicode_of_bytes(token.text);
}

PreTokenizer read_byte_level(const JsonAt& at) {
  std::vector<PreTokenizer> steps;
  if (at.flag("add_prefix_space", true)) {
    steps.emplace_back([](std::vector<PreToken>& tokens) {
      for (PreToken& token : tokens) {
        if (!token.text.starts_with(' ')) token.text.insert(0, " ");
      }
    });
  }
  if (at.flag("use_regex", true)) {
    const auto regex = std::make_shared<const TextRegex>(kGpt2Split, at.place());
    steps.push_back(
        by_pattern([regex](std::string_view text) { return regex->matches(text); }, Split::kIsolated, false));
  }
  steps.emplace_back(bytes_to_unicode);
  return in_turn(std::move(steps));
}

enum class Prefix { kAlways, kFirst, kNever };

Prefix read_prefix(const JsonAt& at) {
  const auto scheme = at.find("prepend_scheme");
  if (!scheme) return at.flag("add_prefix_space", true) ? Prefix::kAlways : Prefix::kNever;
  if (scheme->text() == "always") return Prefix::kAlways;
  if (scheme->text() == "first") return Prefix::kFirst;
  if (scheme->text() == "never") return Prefix::kNever;
  scheme->fail(fmt::format("\"{}\"", scheme->text()), "always, first or never");
}

/// SentencePiece's blanks: each is a letter of its own ("▁"), and a stretch starts with one.
PreTokenizer read_metaspace(const JsonAt& at) {
  const std::string mark = at.text("replacement", "\xE2\x96\x81");
  if (character_length(mark) != mark.size()) at.at("replacement").fail("\"" + mark + "\"", "one character");
  const Prefix prefix = read_prefix(at);
  const auto find = [](const std::string& literal) {
    return [literal](std::string_view text) {
      std::vector<Span> spans;
      for (std::size_t i = text.find(literal); i != std::string_view::npos; i = text.find(literal, i + 1)) {
        spans.push_back({i, i + literal.size()});
      }
      return spans;
    };
  };
  std::vector<PreTokenizer> steps;
  steps.emplace_back([mark, prefix, blank = find(" ")](std::vector<PreToken>& tokens) {
    for (PreToken& token : tokens) {
      token.text = replaced(token.text, blank, mark);
      const bool wanted = prefix == Prefix::kAlways || (prefix == Prefix::kFirst && token.at_start);
      if (wanted && !token.text.starts_with(mark)) token.text.insert(0, mark);
    }
  });
  if (at.flag("split", true)) steps.push_back(by_pattern(find(mark), Split::kMergedWithNext, false));
  return in_turn(std::move(steps));
}

PreTokenizer white_space() {
  return by_character(is_white_space, Split::kRemoved);
}

/// Runs of word characters and runs of what is neither that nor white space.
PreTokenizer words_and_signs() {
  return [](std::vector<PreToken>& tokens) {
    white_space()(tokens);
    by_character(is_word, Split::kContiguous)(tokens);
  };
}

PreTokenizer read_split_step(const JsonAt& at) {
  return by_pattern(read_pattern(at.at("pattern")), read_split(at.at("behavior")), at.flag("invert", false));
}

PreTokenizer read_delimiter(const JsonAt& at) {
  const JsonAt delimiter = at.at("delimiter");
  if (delimiter.text().empty() || character_length(delimiter.text()) != delimiter.text().size()) {
    delimiter.fail("\"" + delimiter.text() + "\"", "one character");
  }
  const std::int32_t code = code_points(delimiter.text())[0];
  return by_character([code](std::int32_t c) { return c == code; }, Split::kRemoved);
}

}  // namespace

PreTokenizer read_pre_tokenizer(const JsonAt& at) {
  const std::vector<std::string> kinds = {
      "Sequence",    "ByteLevel", "Metaspace", "BertPreTokenizer",  "Whitespace", "WhitespaceSplit",
      "Punctuation", "Digits",    "Split",     "CharDelimiterSplit"};
  switch (at.kind(kinds)) {
    case 0:
      return read_sequence(at);
    case 1:
      return read_byte_level(at);
    case 2:
      return read_metaspace(at);
    case 3:
      return in_turn({white_space(), by_character(hugging_face::is_punctuation, Split::kIsolated)});
    case 4:
      return words_and_signs();
    case 5:
      return white_space();
    case 6: {
      const auto behavior = at.find("behavior");
      return by_character(hugging_face::is_punctuation, behavior ? read_split(*behavior) : Split::kIsolated);
    }
    case 7:
      return by_character(is_numeric,
                          at.flag("individual_digits", false) ? Split::kIsolated : Split::kContiguous);
    case 8:
      return read_split_step(at);
    default:
      return read_delimiter(at);
  }
}

}  // namespace tron::tokenizer
