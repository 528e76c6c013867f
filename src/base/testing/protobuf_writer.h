#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "rooms.h"

namespace tron::base {

/// For tests: writes a message of protocol buffers field by field, broken ones too.
class Wire {
 public:
  Wire& number(std::uint32_t field, std::int64_t value) {
    varint(std::uint64_t{field} << 3U);
    varint(static_cast<std::uint64_t>(value));
    return *this;
  }
  Wire& bytes(std::uint32_t field, const std::string& value) {
    varint(std::uint64_t{field} << 3U | 2U);
    varint(value.size());
    text_ += value;
    return *this;
  }
  Wire& real(std::uint32_t field, float value) {
    varint(std::uint64_t{field} << 3U | 5U);
    char raw[4];
    std::memcpy(raw, &value, 4);
    text_.append(raw, 4);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) text_ += static_cast<char>(value | 0x80U);
    text_ += static_cast<char>(value);
  }
  std::string text_;
};

template <class T>
std::string raw_bytes(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace tron::base
