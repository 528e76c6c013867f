#include "report/draw/text_layout.h"

#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include "base/text/utf8.h"

namespace tron::report {
namespace {

constexpr const char* kNoBreak = "\xC2\xA0";  // U+00A0

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

std::string wrap_text(const std::string& text, int indent, std::size_t width) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::istringstream words(text);
  std::string out, line, word;
  while (words >> word) {
    if (!line.empty() && margin.size() + display_width(line) + 1 + display_width(word) > width) {
      out += margin + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  if (!line.empty()) out += margin + line + "\n";
  return replaced(out, kNoBreak, " ");
}

std::string unbroken(const std::string& text) {
  return replaced(text, " ", kNoBreak);
}

std::string heading(const std::string& title) {
  return title + "\n" + std::string(display_width(title), '-') + "\n";
}

std::string percent(double share) {
  if (std::isnan(share)) return "-";
  return fmt::format("{:.1f} %", 100 * share);
}

}  // namespace tron::report
