#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "rooms.h"

namespace tron::base {

/// Walks through the fields of a message in protobuf's wire format (protobuf.dev/programming-guides/encoding)
/// without copying. Hand-written since libsentencepiece brings a protobuf of its own into the process, and
/// two do not get on.
class ProtobufReader {
 public:
  /// `place` is where a malformed message is reported.
  ProtobufReader(std::span<const unsigned char> bytes, const Place& place) : rest_(bytes), place_(place) {}

  /// Goes to the next field; false at the end. InputError for bytes that are no field.
  bool next();

  std::uint32_t number() const { return number_; }
  /// The field's value; InputError if it has another wire type.
  std::int64_t integer() const;
  float real() const;
  std::span<const unsigned char> bytes() const;
  std::string text() const;
  ProtobufReader message() const { return {bytes(), place_}; }

  /// Adds a field of a repeated number, packed or one by one.
  void append_to(std::vector<std::int64_t>& list) const;
  void append_to(std::vector<float>& list) const;
  void append_to(std::vector<double>& list) const;

 private:
  enum Wire { kVarint = 0, kEight = 1, kBytes = 2, kFour = 5 };

  [[noreturn]] void fail(const std::string& found) const;
  void expect(Wire wire) const;
  static std::uint64_t read_varint(std::span<const unsigned char>& from, const ProtobufReader& self);
  std::span<const unsigned char> take(std::uint64_t size);

  std::span<const unsigned char> rest_;
  const Place& place_;
  std::uint32_t number_ = 0;
  int wire_ = 0;
  std::uint64_t varint_ = 0;
  std::span<const unsigned char> value_;
};

}  // namespace tron::base
