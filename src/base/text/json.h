#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "rooms.h"

namespace tron::base {

/// A JSON value. Objects keep the order of insertion, so that reports read as they were written.
class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;

  Json() = default;  ///< null
  Json(bool v) : value_(v) {}
  Json(int v) : value_(static_cast<std::int64_t>(v)) {}
  Json(std::int64_t v) : value_(v) {}
  Json(std::uint64_t v) : value_(static_cast<std::int64_t>(v)) {}
  Json(double v) : value_(v) {}
  Json(const char* v) : value_(std::string(v)) {}
  Json(std::string v) : value_(std::move(v)) {}
  Json(Array v) : value_(std::move(v)) {}
  Json(Object v) : value_(std::move(v)) {}
  Json(const Json& other);
  Json(Json&&) = default;
  Json& operator=(Json other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }
  ~Json() = default;
  static Json array() { return Json(Array{}); }
  static Json object() { return Json(Object{}); }

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_bool() const { return std::holds_alternative<bool>(value_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(value_); }
  bool is_number() const { return is_integer() || std::holds_alternative<double>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }

  // The getters throw std::bad_variant_access on another kind: ask first.
  bool as_bool() const { return std::get<bool>(value_); }
  std::int64_t as_integer() const { return std::get<std::int64_t>(value_); }
  double as_number() const {
    return is_integer() ? static_cast<double>(as_integer()) : std::get<double>(value_);
  }
  const std::string& as_string() const { return std::get<std::string>(value_); }
  const Array& as_array() const { return std::get<Array>(value_); }
  const Object& as_object() const { return std::get<Object>(value_); }

  /// The member, or nullptr.
  const Json* find(std::string_view key) const;
  /// The member of an object, added as null if missing; a null becomes an object.
  Json& operator[](std::string_view key);
  void push_back(Json v);  ///< a null becomes an array
  /// Adds a member that is known not to be there yet, without looking for it.
  void append(std::string key, Json v) {
    std::get<Object>(value_).emplace_back(std::move(key), std::move(v));
  }
  std::size_t size() const;  ///< members of an array or object, else 0
  friend bool operator==(const Json&, const Json&) = default;

  /// Doubles print in the shortest form that reads back the same, and as doubles (1.0, not 1); NaN and
  /// infinities print as null, bytes that are no UTF-8 as U+FFFD. indent <= 0: one line without blanks.
  std::string dump(int indent = 2) const;

  /// Throws InputError with line and column. Nesting deeper than 200, duplicate keys and trailing text are
  /// errors.
  static Json parse(std::string_view text, const std::string& name);
  static Json read(const std::string& path);

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

}  // namespace tron::base
