#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/text/json_at.h"
#include "rooms.h"

namespace tron::tokenizer {

/// A sequence of ids and the type (segment) of each.
struct TypedTokens {
  std::vector<int> ids, types;
};

/// What stands around one text or two: "[CLS] A [SEP]", "<s> A </s> </s> B </s>".
class TokenTemplate {
 public:
  struct Part {
    enum Kind { kToken, kFirst, kSecond } kind = kToken;
    int id = 0;  ///< of a token
    int type = 0;
  };

  /// The text alone; a pair is refused.
  TokenTemplate() = default;
  /// `single` holds the first text once and no second, `pair` (which may be missing) each once.
  TokenTemplate(std::vector<Part> single, std::optional<std::vector<Part>> pair);
  /// `before` A `after`; of two texts each has its own, the second with type 1.
  static TokenTemplate around(const std::vector<int>& before, const std::vector<int>& after);
  /// Nothing around a text; two side by side, with types 0 and 1.
  static TokenTemplate bare();
  /// [CLS] A [SEP] and [CLS] A [SEP] B [SEP], B with type 1.
  static TokenTemplate bert(int first, int end);
  /// <s> A </s> and <s> A </s> </s> B </s>, one type.
  static TokenTemplate roberta(int first, int end);

  /// Cut at its end, so that the whole has at most `longest` ids; tokens of the frame stay (all of them, even
  /// if they alone are more).
  std::vector<int> wrap(std::vector<int> ids, std::size_t longest) const;
  bool has_pair() const { return pair_.has_value(); }
  /// Both are cut at their ends, the longer one first.
  TypedTokens wrap(std::vector<int> first, std::vector<int> second, std::size_t longest) const;
  /// Ids that stand in it.
  std::size_t added() const;

 private:
  std::vector<Part> single_ = {{Part::kFirst, 0, 0}};
  std::optional<std::vector<Part>> pair_;
};

/// The "post_processor" of a tokenizer.json; its ids must lie below `rows`.
TokenTemplate read_token_template(const JsonAt& at, std::size_t rows);

}  // namespace tron::tokenizer
