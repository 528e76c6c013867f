#include "base/text/visible_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text/utf8.h"

namespace tron::base {
namespace {

std::string visible(std::string_view text, std::string_view kept) {
  std::string out;
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    if (!c.valid || (c.value < 0x80 && is_control(c.value) && kept.find(text[0]) == kept.npos)) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (c.value >= 0x80 && is_control(c.value)) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c.value));
    } else {
      out += text.substr(0, c.length);
    }
    text.remove_prefix(c.length);
  }
  return out;
}

/// Bytes at the end that may be the beginning of a longer character.
std::size_t unfinished_bytes(std::string_view text) {
  const std::size_t most = std::min<std::size_t>(text.size(), 3);
  for (std::size_t back = 1; back <= most; ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

}  // namespace

bool is_control(char32_t c) {
  const bool reverses = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  const bool separates = c == 0x2028 || c == 0x2029;
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || reverses || separates || (c & 0xFFFEU) == 0xFFFEU;
}

std::string visible_line(std::string_view text) {
  return visible(text, "");
}

std::string visible_lines(std::string_view text) {
  return visible(text, "\n\t");
}

VisibleStream::VisibleStream(std::ostream& to) : std::ostream(nullptr), buffer_(to) {
  rdbuf(&buffer_);
}

VisibleStream::~VisibleStream() {
  flush();
}

VisibleStream::Buffer::int_type VisibleStream::Buffer::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return xsputn(&one, 1) == 1 ? c : traits_type::eof();
}

std::streamsize VisibleStream::Buffer::xsputn(const char* text, std::streamsize size) {
  held_.append(text, static_cast<std::size_t>(size));
  pass_on_whole_characters();
  return to_ ? size : 0;
}

void VisibleStream::Buffer::pass_on_whole_characters() {
  const std::size_t whole = held_.size() - unfinished_bytes(held_);
  to_ << visible_lines(std::string_view(held_).substr(0, whole));
  held_.erase(0, whole);
}

int VisibleStream::Buffer::sync() {
  to_ << visible_lines(held_) << std::flush;
  held_.clear();
  return to_ ? 0 : -1;
}

}  // namespace tron::base
