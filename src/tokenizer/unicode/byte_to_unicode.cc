#include "tokenizer/unicode/byte_to_unicode.h"

#include <array>
#include <cstdint>

#include "base/text/utf8.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

bool stands_for_itself(int byte) {
  return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE && byte <= 0xFF);
}

struct Letters {
  std::array<std::string, 256> of_byte;
  std::array<int, 0x144> byte_of{};  // -1: no letter

  Letters() {
    byte_of.fill(-1);
    std::int32_t other = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
      const std::int32_t code = stands_for_itself(byte) ? byte : other++;
      append_utf8(of_byte[static_cast<std::size_t>(byte)], code);
      byte_of[static_cast<std::size_t>(code)] = byte;
    }
  }
};

const Letters& letters() {
  static const Letters table;
  return table;
}

}  // namespace

std::string unicode_of_bytes(std::string_view bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) text += letters().of_byte[static_cast<unsigned char>(c)];
  return text;
}

std::optional<std::string> bytes_of_unicode(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    text.remove_prefix(c.length);
    if (!c.valid || c.value >= letters().byte_of.size() || letters().byte_of[c.value] < 0)
      return std::nullopt;
    bytes += static_cast<char>(letters().byte_of[c.value]);
  }
  return bytes;
}

}  // namespace tron::tokenizer
