#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"
#include "tokenizer/models/vocabulary.h"

namespace tron::tokenizer {

/// The third step of a tokenizer: the pieces of one stretch of text. Const calls are safe from many threads.
class TokenModel {
 public:
  explicit TokenModel(Vocabulary table) : table_(std::move(table)) {}
  virtual ~TokenModel() = default;
  TokenModel(const TokenModel&) = delete;
  TokenModel& operator=(const TokenModel&) = delete;

  virtual void append(std::string_view text, std::vector<int>& ids) const = 0;
  virtual std::optional<int> unknown() const = 0;
  const Vocabulary& table() const { return table_; }

 private:
  Vocabulary table_;
};

}  // namespace tron::tokenizer
