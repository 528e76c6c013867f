#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tokenizer/token_template.h"

namespace tron::tokenizer {
namespace {

using Part = TokenTemplate::Part;

constexpr int kMostTypes = 1'000'000;

/// The ids that a template's special token stands for.
std::vector<int> ids_of(const JsonAt& at, const std::string& name, std::size_t rows) {
  const auto entry = at.at("special_tokens").find(name);
  if (!entry) at.at("special_tokens").fail("no \"" + name + "\"", "every token of the template");
  const JsonAt ids = entry->at("ids");
  std::vector<int> out;
  for (std::size_t i = 0; i < ids.list().size(); ++i) {
    out.push_back(static_cast<int>(ids.item(i).integer(0, static_cast<std::int64_t>(rows) - 1)));
  }
  return out;
}

void append_part(const JsonAt& root, const JsonAt& at, std::size_t rows, std::vector<Part>& parts) {
  if (const auto sequence = at.find("Sequence")) {
    const JsonAt id = sequence->at("id");
    if (id.text() != "A" && id.text() != "B") id.fail("\"" + id.text() + "\"", "A or B");
    const int type = static_cast<int>(sequence->at("type_id").integer(0, kMostTypes));
    parts.push_back({id.text() == "A" ? Part::kFirst : Part::kSecond, 0, type});
    return;
  }
  const auto token = at.find("SpecialToken");
  if (!token) at.fail("neither Sequence nor SpecialToken", "one of the two");
  const int type = static_cast<int>(token->at("type_id").integer(0, kMostTypes));
  for (const int id : ids_of(root, token->at("id").text(), rows)) parts.push_back({Part::kToken, id, type});
}

std::vector<Part> read_parts(const JsonAt& root, const JsonAt& at, std::size_t rows) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < at.list().size(); ++i) append_part(root, at.item(i), rows, parts);
  return parts;
}

std::ptrdiff_t count(const std::vector<Part>& parts, Part::Kind kind) {
  return std::count_if(parts.begin(), parts.end(), [kind](const Part& part) { return part.kind == kind; });
}

TokenTemplate read_template(const JsonAt& at, std::size_t rows) {
  std::vector<Part> single = read_parts(at, at.at("single"), rows);
  if (count(single, Part::kFirst) != 1 || count(single, Part::kSecond) != 0) {
    at.at("single").fail("not A once and no B", "A once");
  }
  std::optional<std::vector<Part>> pair;
  if (const auto list = at.find("pair")) pair = read_parts(at, *list, rows);
  // A template that was made for single texts may carry any pair: then pairs are refused.
  if (pair && (count(*pair, Part::kFirst) != 1 || count(*pair, Part::kSecond) != 1)) pair.reset();
  return {std::move(single), std::move(pair)};
}

/// ["[SEP]", 102]
int read_token(const JsonAt& at, std::size_t rows) {
  if (at.list().size() != 2) at.fail(fmt::format("{} values", at.list().size()), "a token and its id");
  (void)at.item(0).text();
  return static_cast<int>(at.item(1).integer(0, static_cast<std::int64_t>(rows) - 1));
}

using TwoTokens = TokenTemplate (*)(int, int);

TokenTemplate read_ends(const JsonAt& at, TwoTokens frame, std::size_t rows) {
  return frame(read_token(at.at("cls"), rows), read_token(at.at("sep"), rows));
}

/// One of the steps may frame the text; the others must be of the kind that moves offsets only.
TokenTemplate read_sequence(const JsonAt& at, std::size_t rows) {
  const JsonAt list = at.at("processors");
  std::optional<TokenTemplate> frame;
  for (std::size_t i = 0; i < list.list().size(); ++i) {
    TokenTemplate step = read_token_template(list.item(i), rows);
    if (step.added() == 0) continue;
    if (frame) list.item(i).fail("a second processor that adds tokens", "one");
    frame = std::move(step);
  }
  return frame ? *frame : TokenTemplate::bare();
}

}  // namespace

TokenTemplate read_token_template(const JsonAt& at, std::size_t rows) {
  switch (at.kind({"TemplateProcessing", "BertProcessing", "RobertaProcessing", "ByteLevel", "Sequence"})) {
    case 0:
      return read_template(at, rows);
    case 1:
      return read_ends(at, TokenTemplate::bert, rows);
    case 2:
      return read_ends(at, TokenTemplate::roberta, rows);
    case 3:
      return TokenTemplate::bare();
    default:
      return read_sequence(at, rows);
  }
}

}  // namespace tron::tokenizer
