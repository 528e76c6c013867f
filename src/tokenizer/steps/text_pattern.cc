#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "tokenizer/steps/text_steps.h"

namespace tron::tokenizer {
namespace {

std::vector<Span> literal_matches(std::string_view text, std::string_view pattern) {
  std::vector<Span> spans;
  if (pattern.empty()) return spans;
  for (std::size_t at = text.find(pattern); at != std::string_view::npos; at = text.find(pattern, at)) {
    spans.push_back({at, at + pattern.size()});
    at += pattern.size();
  }
  return spans;
}

struct Part {
  Span span;
  bool match = false;
};

std::vector<Part> parts_of(std::string_view text, const std::vector<Span>& matches, bool invert) {
  std::vector<Part> parts;
  std::size_t done = 0;
  for (const Span& match : matches) {
    if (match.begin > done) parts.push_back({{done, match.begin}, invert});
    parts.push_back({match, !invert});
    done = match.end;
  }
  if (done < text.size()) parts.push_back({{done, text.size()}, invert});
  return parts;
}

/// Every match joins the part before it, unless that was a match as well.
std::vector<Part> with_previous(const std::vector<Part>& parts) {
  std::vector<Part> joined;
  bool after_match = false;
  for (const Part& part : parts) {
    if (part.match && !after_match && !joined.empty()) {
      joined.back().span.end = part.span.end;
    } else {
      joined.push_back(part);
    }
    after_match = part.match;
  }
  return joined;
}

std::vector<Part> with_next(const std::vector<Part>& parts) {
  std::vector<Part> joined;
  bool before_match = false;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (part->match && !before_match && !joined.empty()) {
      joined.back().span.begin = part->span.begin;
    } else {
      joined.push_back(*part);
    }
    before_match = part->match;
  }
  std::reverse(joined.begin(), joined.end());
  return joined;
}

std::vector<Part> runs(const std::vector<Part>& parts) {
  std::vector<Part> joined;
  for (const Part& part : parts) {
    if (!joined.empty() && joined.back().match == part.match) {
      joined.back().span.end = part.span.end;
    } else {
      joined.push_back(part);
    }
  }
  return joined;
}

}  // namespace

FindMatches read_pattern(const JsonAt& at) {
  if (const auto literal = at.find("String")) {
    return [pattern = literal->text()](std::string_view text) { return literal_matches(text, pattern); };
  }
  const JsonAt expression = at.at("Regex");
  const auto regex = std::make_shared<const TextRegex>(expression.text(), expression.place());
  return [regex](std::string_view text) { return regex->matches(text); };
}

std::string replaced(std::string_view text, const FindMatches& find, std::string_view content) {
  std::string out;
  std::size_t done = 0;
  for (const Span& match : find(text)) {
    out += text.substr(done, match.begin - done);
    out += content;
    done = match.end;
  }
  out += text.substr(done);
  return out;
}

Split read_split(const JsonAt& at) {
  const std::vector<std::string> names = {"Removed", "Isolated", "MergedWithPrevious", "MergedWithNext",
                                          "Contiguous"};
  const auto hit = std::find(names.begin(), names.end(), at.text());
  if (hit == names.end()) {
    at.fail(fmt::format("\"{}\"", at.text()),
            "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
  }
  return static_cast<Split>(hit - names.begin());
}

std::vector<std::string_view> split_at(std::string_view text, const std::vector<Span>& matches, Split split,
                                       bool invert) {
  std::vector<Part> parts = parts_of(text, matches, invert);
  if (split == Split::kMergedWithPrevious) parts = with_previous(parts);
  if (split == Split::kMergedWithNext) parts = with_next(parts);
  if (split == Split::kContiguous) parts = runs(parts);
  std::vector<std::string_view> pieces;
  for (const Part& part : parts) {
    const bool removed = split == Split::kRemoved && part.match;
    if (!removed && part.span.end > part.span.begin) {
      pieces.push_back(text.substr(part.span.begin, part.span.end - part.span.begin));
    }
  }
  return pieces;
}

}  // namespace tron::tokenizer
