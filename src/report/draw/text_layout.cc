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

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, " ");
  return out;
}

std::string duration(double seconds) {
  if (seconds < 9.995) return fmt::format("{:.2f} s", seconds);
  const auto whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{:.1f} s", seconds);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string counted(std::uint64_t count, const std::string& singular, const std::string& plural) {
  return grouped(count) + " " + (count == 1 ? singular : plural);
}

}  // namespace tron::report
