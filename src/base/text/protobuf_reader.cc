#include "base/text/protobuf_reader.h"

#include <cstring>

#include <fmt/format.h>

namespace tron::base {
namespace {

// Little endian, as every machine that this program runs on.
template <class T>
T load(const unsigned char* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

}  // namespace

void ProtobufReader::fail(const std::string& found) const {
  throw InputError(place_, found, "a whole protobuf message");
}

std::uint64_t ProtobufReader::read_varint(std::span<const unsigned char>& from, const ProtobufReader& self) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (from.empty()) self.fail("a number that is cut off");
    const unsigned char byte = from.front();
    from = from.subspan(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  self.fail("a number that does not end");
}

std::span<const unsigned char> ProtobufReader::take(std::uint64_t size) {
  if (size > rest_.size()) fail(fmt::format("a field of {} bytes where {} are left", size, rest_.size()));
  const auto taken = rest_.first(size);
  rest_ = rest_.subspan(size);
  return taken;
}

bool ProtobufReader::next() {
  if (rest_.empty()) return false;
  const std::uint64_t key = read_varint(rest_, *this);
  number_ = static_cast<std::uint32_t>(key >> 3U);
  wire_ = static_cast<int>(key & 7U);
  if (number_ == 0 || key >> 32U != 0) fail(fmt::format("field number {}", key >> 3U));
  switch (wire_) {
    case kVarint:
      varint_ = read_varint(rest_, *this);
      break;
    case kEight:
      value_ = take(8);
      break;
    case kFour:
      value_ = take(4);
      break;
    case kBytes:
      value_ = take(read_varint(rest_, *this));
      break;
    default:
      fail(fmt::format("wire type {}", wire_));
  }
  return true;
}

void ProtobufReader::expect(Wire wire) const {
  if (wire_ != wire) fail(fmt::format("wire type {} of field {}", wire_, number_));
}

std::int64_t ProtobufReader::integer() const {
  expect(kVarint);
  return static_cast<std::int64_t>(varint_);
}

float ProtobufReader::real() const {
  expect(kFour);
  return load<float>(value_.data());
}

std::span<const unsigned char> ProtobufReader::bytes() const {
  expect(kBytes);
  return value_;
}

std::string ProtobufReader::text() const {
  const auto data = bytes();
  return {data.begin(), data.end()};
}

void ProtobufReader::append_to(std::vector<std::int64_t>& list) const {
  if (wire_ == kVarint) {
    list.push_back(integer());
    return;
  }
  for (auto packed = bytes(); !packed.empty();) {
    list.push_back(static_cast<std::int64_t>(read_varint(packed, *this)));
  }
}

void ProtobufReader::append_to(std::vector<float>& list) const {
  if (wire_ == kFour) {
    list.push_back(real());
    return;
  }
  const auto packed = bytes();
  if (packed.size() % 4 != 0) fail("packed numbers that are cut off");
  for (std::size_t i = 0; i < packed.size(); i += 4) list.push_back(load<float>(packed.data() + i));
}

void ProtobufReader::append_to(std::vector<double>& list) const {
  if (wire_ == kEight) {
    list.push_back(load<double>(value_.data()));
    return;
  }
  const auto packed = bytes();
  if (packed.size() % 8 != 0) fail("packed numbers that are cut off");
  for (std::size_t i = 0; i < packed.size(); i += 8) list.push_back(load<double>(packed.data() + i));
}

}  // namespace tron::base
