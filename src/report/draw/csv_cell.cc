#include "report/draw/csv_cell.h"

#include <charconv>

#include "base/text/units.h"
#include "base/text/visible_text.h"

namespace tron::report {
namespace {

bool is_number(const std::string& text) {
  const std::size_t sign = text.starts_with("+") ? 1 : 0;
  const char* end = text.data() + text.size();
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data() + sign, end, value);
  return error == std::errc() && rest == end && !text.starts_with("+-");
}

}  // namespace

std::string csv_cell(const std::string& text) {
  // Tabs and line ends, which hide a formula from the eye, are gone after this.
  std::string shown = visible_line(text);
  const bool formula = shown.find_first_of("=+-@") == 0;
  if (formula && !is_number(shown) && !parse_quantity(shown, nullptr)) shown.insert(shown.begin(), '\'');
  if (shown.find_first_of(",\"") == std::string::npos) return shown;
  std::string out = "\"";
  for (char c : shown) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace tron::report
