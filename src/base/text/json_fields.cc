#include "base/text/json_fields.h"

#include <utility>

#include <fmt/format.h>

namespace tron::base {

std::string shown(const Json& value) {
  std::string text = value.dump(0);
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

JsonFields::JsonFields(const Json& json, std::string file) : json_(json), file_(std::move(file)) {
  if (!json_.is_object())
    throw InputError({.file = file_, .item = "document"}, shown(json_), "a JSON object");
}

void JsonFields::fail(const std::string& key, std::string found, std::string allowed) const {
  throw InputError({.file = file_, .item = prefix_ + key}, std::move(found), std::move(allowed));
}

const Json* JsonFields::find(const std::string& key) const {
  const Json* value = json_.find(key);
  return value && !value->is_null() ? value : nullptr;
}

bool JsonFields::has(const std::string& key) const {
  return find(key) != nullptr;
}

bool JsonFields::named(const std::string& key) const {
  return json_.find(key) != nullptr;
}

JsonFields JsonFields::table(const std::string& key) const {
  const Json* value = find(key);
  if (!value || !value->is_object()) fail(key, value ? shown(*value) : "nothing", "a JSON object");
  JsonFields fields(*value, file_);
  fields.prefix_ = prefix_ + key + ".";
  return fields;
}

std::size_t JsonFields::size(const std::string& key, std::size_t low, std::size_t high,
                             std::optional<std::size_t> fallback) const {
  const std::string allowed = fmt::format("an integer from {} to {}", low, high);
  const Json* value = find(key);
  if (!value && fallback) return *fallback;
  if (!value) fail(key, "nothing", allowed);
  const bool legal = value->is_integer() && value->as_integer() >= 0 &&
                     static_cast<std::size_t>(value->as_integer()) >= low &&
                     static_cast<std::size_t>(value->as_integer()) <= high;
  if (!legal) fail(key, shown(*value), allowed);
  return static_cast<std::size_t>(value->as_integer());
}

double JsonFields::number(const std::string& key, double low, double high,
                          std::optional<double> fallback) const {
  const std::string allowed = fmt::format("a number from {:g} to {:g}", low, high);
  const Json* value = find(key);
  if (!value && fallback) return *fallback;
  if (!value) fail(key, "nothing", allowed);
  if (!value->is_number() || !(value->as_number() >= low && value->as_number() <= high)) {
    fail(key, shown(*value), allowed);
  }
  return value->as_number();
}

bool JsonFields::flag(const std::string& key, bool fallback) const {
  const Json* value = find(key);
  if (!value) return fallback;
  if (!value->is_bool()) fail(key, shown(*value), "true or false");
  return value->as_bool();
}

std::string JsonFields::text(const std::string& key, const std::optional<std::string>& fallback) const {
  const Json* value = find(key);
  if (!value && fallback) return *fallback;
  if (!value) fail(key, "nothing", "a text");
  if (!value->is_string()) fail(key, shown(*value), "a text");
  return value->as_string();
}

std::vector<double> JsonFields::numbers(const std::string& key, double low, double high) const {
  const std::string allowed = fmt::format("a list of numbers from {:g} to {:g}", low, high);
  const Json* value = find(key);
  if (!value || !value->is_array()) fail(key, value ? shown(*value) : "nothing", allowed);
  std::vector<double> numbers;
  for (const Json& v : value->as_array()) {
    if (!v.is_number() || !(v.as_number() >= low && v.as_number() <= high)) fail(key, shown(v), allowed);
    numbers.push_back(v.as_number());
  }
  return numbers;
}

}  // namespace tron::base
