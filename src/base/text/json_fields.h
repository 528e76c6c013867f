#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/text/json.h"
#include "rooms.h"

namespace tron::base {

/// Typed, range-checked reading of a flat JSON object such as config.json. Every getter throws InputError
/// with the file and the key; a missing or null key gives the fallback, or is an error where there is none.
class JsonFields {
 public:
  /// `json` must outlive this; InputError if it is no object.
  JsonFields(const Json& json, std::string file);

  bool has(const std::string& key) const;    ///< present and not null
  bool named(const std::string& key) const;  ///< present, if only as null
  std::size_t size(const std::string& key, std::size_t low, std::size_t high,
                   std::optional<std::size_t> fallback = std::nullopt) const;
  double number(const std::string& key, double low, double high,
                std::optional<double> fallback = std::nullopt) const;
  bool flag(const std::string& key, bool fallback) const;
  std::string text(const std::string& key, const std::optional<std::string>& fallback = std::nullopt) const;
  std::vector<double> numbers(const std::string& key, double low, double high) const;
  const Json* find(const std::string& key) const;
  /// The object under a key that is there, as fields whose errors name `key.` and their own.
  JsonFields table(const std::string& key) const;
  const std::string& file() const { return file_; }

  [[noreturn]] void fail(const std::string& key, std::string found, std::string allowed) const;

 private:
  const Json& json_;
  std::string file_, prefix_;
};

/// A value as a message shows it: its JSON text, cut after 60 characters.
std::string shown(const Json& value);

}  // namespace tron::base
