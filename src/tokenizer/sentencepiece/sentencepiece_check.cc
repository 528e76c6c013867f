#include "tokenizer/sentencepiece/sentencepiece_check.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"
#include "tokenizer/unicode/charsmap.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

/// One field of a protobuf message (developers.google.com/protocol-buffers, "Encoding").
struct Field {
  enum Wire { kVarint = 0, kEight = 1, kBytes = 2, kFour = 5 };
  std::uint64_t number = 0, varint = 0;
  unsigned wire = 0;
  std::string_view bytes;  ///< of kEight, kBytes, kFour
};

class Message {
 public:
  Message(std::string_view bytes, Place place) : rest_(bytes), place_(std::move(place)) {}

  std::optional<Field> next() {
    if (rest_.empty()) return std::nullopt;
    const std::uint64_t key = varint();
    Field field{.number = key >> 3U, .varint = 0, .wire = static_cast<unsigned>(key & 7U), .bytes = {}};
    switch (field.wire) {
      case Field::kVarint:
        field.varint = varint();
        break;
      case Field::kEight:
        field.bytes = take(8);
        break;
      case Field::kBytes:
        field.bytes = take(varint());
        break;
      case Field::kFour:
        field.bytes = take(4);
        break;
      default:
        fail(fmt::format("a field of kind {}", field.wire));
    }
    return field;
  }

 private:
  [[noreturn]] void fail(std::string found) const {
    throw InputError(place_, std::move(found), "a SentencePiece model (protobuf)");
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_[0]);
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if ((byte & 0x80U) == 0) return value;
    }
    fail("a number that does not end");
  }

  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) fail(fmt::format("a field of {} bytes where {} are left", size, rest_.size()));
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  Place place_;
};

float little_endian_float(std::string_view bytes) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) bits |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return std::bit_cast<float>(bits);
}

void check_piece(std::string_view bytes, const Place& place) {
  std::string_view piece;
  float score = 0;
  Message message(bytes, place);
  while (const auto field = message.next()) {
    if (field->number == 1 && field->wire == Field::kBytes) piece = field->bytes;
    if (field->number == 2 && field->wire == Field::kFour) score = little_endian_float(field->bytes);
  }
  const char* found = nullptr;
  if (piece.empty()) found = "an empty piece";
  if (piece.find('\0') != std::string_view::npos) found = "a piece with a zero byte";
  if (first_invalid_utf8(piece) != std::string_view::npos) found = "a piece that is no UTF-8";
  if (!std::isfinite(score)) found = "a score that is not finite";
  if (found != nullptr) throw InputError(place, found, "a piece of UTF-8 text and a finite score");
}

/// The charsmap of a normaliser's description.
void check_normalizer(std::string_view bytes, const Place& place) {
  Message message(bytes, place);
  while (const auto field = message.next()) {
    if (field->number != 2 || field->wire != Field::kBytes || field->bytes.empty()) continue;
    const Charsmap checked(field->bytes, place);
  }
}

}  // namespace

void check_sentencepiece(std::string_view bytes, const std::string& file, std::size_t rows) {
  Place place{.file = file, .line = 0, .column = 0, .item = "model"};
  Message message(bytes, place);
  std::size_t pieces = 0;
  while (const auto field = message.next()) {
    if (field->wire != Field::kBytes) continue;
    if (field->number == 1) {
      place.item = fmt::format("piece {}", pieces++);
      check_piece(field->bytes, place);
    } else if (field->number == 3 || field->number == 5) {
      place.item = field->number == 3 ? "normalizer" : "denormalizer";
      check_normalizer(field->bytes, place);
    }
  }
  place.item = "pieces";
  if (pieces == 0 || pieces > rows) {
    throw InputError(place, fmt::format("{} pieces", pieces),
                     fmt::format("from 1 to {}, the rows of the network's word table", rows));
  }
}

}  // namespace tron::tokenizer
