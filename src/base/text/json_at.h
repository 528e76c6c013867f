#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text/json.h"
#include "rooms.h"

namespace tron::base {

/// A value within a JSON file and the way to it ("model.vocab", "added_tokens[3].id"). Every reader throws
/// InputError with file and way, what stands there and what is allowed. The document and the file's name must
/// outlive it.
class JsonAt {
 public:
  JsonAt(const Json& value, const std::string& file, std::string way = "")
      : value_(&value), file_(&file), way_(std::move(way)) {}

  bool is_text() const { return value_->is_string(); }
  bool is_list() const { return value_->is_array(); }
  bool is_object() const { return value_->is_object(); }

  const std::string& text() const;
  bool flag() const;
  std::int64_t integer(std::int64_t low, std::int64_t high) const;
  double number() const;  ///< finite
  const Json::Array& list() const;
  const Json::Object& object() const;

  /// A member, which must be there and not null.
  JsonAt at(std::string_view key) const;
  /// A member, or nothing where it is missing or null.
  std::optional<JsonAt> find(std::string_view key) const;
  JsonAt item(std::size_t index) const;
  /// Any value that stands within this one, under a name of its own.
  JsonAt of(const Json& value, std::string_view key) const;

  bool flag(std::string_view key, bool fallback) const;
  std::string text(std::string_view key, const std::string& fallback) const;

  /// The text of "type", which must be one of `allowed`; the index in it.
  std::size_t kind(const std::vector<std::string>& allowed) const;

  Place place() const;
  [[noreturn]] void fail(std::string found, std::string allowed) const;

 private:
  std::string way_to(std::string_view key) const;

  const Json* value_;
  const std::string* file_;
  std::string way_;
};

}  // namespace tron::base
