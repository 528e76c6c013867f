#include "base/text/json_at.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text/json_fields.h"

namespace tron::base {

Place JsonAt::place() const {
  return {.file = *file_, .line = 0, .column = 0, .item = way_.empty() ? "document" : way_};
}

void JsonAt::fail(std::string found, std::string allowed) const {
  throw InputError(place(), std::move(found), std::move(allowed));
}

const std::string& JsonAt::text() const {
  if (!value_->is_string()) fail(shown(*value_), "a text");
  return value_->as_string();
}

bool JsonAt::flag() const {
  if (!value_->is_bool()) fail(shown(*value_), "true or false");
  return value_->as_bool();
}

std::int64_t JsonAt::integer(std::int64_t low, std::int64_t high) const {
  if (!value_->is_integer() || value_->as_integer() < low || value_->as_integer() > high) {
    fail(shown(*value_), fmt::format("an integer from {} to {}", low, high));
  }
  return value_->as_integer();
}

double JsonAt::number() const {
  if (!value_->is_number() || !std::isfinite(value_->as_number())) fail(shown(*value_), "a finite number");
  return value_->as_number();
}

const Json::Array& JsonAt::list() const {
  if (!value_->is_array()) fail(shown(*value_), "a list");
  return value_->as_array();
}

const Json::Object& JsonAt::object() const {
  if (!value_->is_object()) fail(shown(*value_), "an object");
  return value_->as_object();
}

std::string JsonAt::way_to(std::string_view key) const {
  return way_.empty() ? std::string(key) : fmt::format("{}.{}", way_, key);
}

JsonAt JsonAt::of(const Json& value, std::string_view key) const {
  return {value, *file_, way_to(key)};
}

std::optional<JsonAt> JsonAt::find(std::string_view key) const {
  (void)object();
  const Json* member = value_->find(key);
  if (member == nullptr || member->is_null()) return std::nullopt;
  return of(*member, key);
}

JsonAt JsonAt::at(std::string_view key) const {
  const std::optional<JsonAt> member = find(key);
  if (!member) throw InputError(of(*value_, key).place(), "nothing", "a value");
  return *member;
}

JsonAt JsonAt::item(std::size_t index) const {
  return {list()[index], *file_, fmt::format("{}[{}]", way_, index)};
}

bool JsonAt::flag(std::string_view key, bool fallback) const {
  const std::optional<JsonAt> member = find(key);
  return member ? member->flag() : fallback;
}

std::string JsonAt::text(std::string_view key, const std::string& fallback) const {
  const std::optional<JsonAt> member = find(key);
  return member ? member->text() : fallback;
}

std::size_t JsonAt::kind(const std::vector<std::string>& allowed) const {
  const JsonAt type = at("type");
  const auto hit = std::find(allowed.begin(), allowed.end(), type.text());
  if (hit == allowed.end()) {
    const std::string near = nearest_name(type.text(), allowed);
    type.fail(fmt::format("\"{}\"", type.text()),
              fmt::format("one of {}{}", fmt::join(allowed, ", "), near.empty() ? "" : "; nearest: " + near));
  }
  return static_cast<std::size_t>(hit - allowed.begin());
}

}  // namespace tron::base
