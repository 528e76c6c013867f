#include "cli/study_arguments.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "cli/arguments.h"

namespace tron::cli {
namespace {

/// An accuracy that any chip reaches was meant as a distance from the nominal chip.
void refuse_points_as_percent(const std::string& word, double accuracy) {
  constexpr double kLeast = 0.1;
  if (accuracy >= kLeast) return;
  throw InputError(Place{"command line", 0, 0, "--limit"},
                   "'" + word + "', an accuracy that almost any chip reaches",
                   "an accuracy from 10%, or points below the nominal chip such as 1pt");
}

}  // namespace

AccuracyLimit parse_limit(const std::string& text) {
  AccuracyLimit limit;
  bool relative = false;
  for (const std::string& word : parse_list("--limit", text)) {
    const std::size_t unit = word.find_first_not_of("0123456789.");
    const std::string number = word.substr(0, unit),
                      name = unit == std::string::npos ? "" : word.substr(unit);
    if (name == "pt" && !relative) {
      limit.points = parse_number("--limit", number, 0, 100) / 100;
      relative = true;
    } else if (name == "%" && !limit.accuracy) {
      limit.accuracy = parse_number("--limit", number, 0, 100) / 100;
      refuse_points_as_percent(word, *limit.accuracy);
    } else {
      throw InputError(Place{"command line", 0, 0, "--limit"}, "'" + word + "'",
                       "points below the nominal chip such as 1pt, an accuracy such as 82%, or one of each");
    }
  }
  return limit;
}

std::vector<double> parse_temperatures(const std::string& text) {
  std::vector<double> out;
  for (const std::string& word : parse_list("--temperatures", text)) {
    out.push_back(parse_number("--temperatures", word, -100, 100));
    if (out.size() > 1 && out.back() <= out[out.size() - 2]) {
      throw InputError(Place{"command line", 0, 0, "--temperatures"}, "'" + text + "'",
                       "rising temperatures");
    }
  }
  return out;
}

double parse_duration(const std::string& option, const std::string& text) {
  constexpr std::pair<std::string_view, double> kUnits[] = {{"", 1}, {"s", 1}, {"min", 60}, {"h", 3600}};
  constexpr double kLongest = 1e9;
  const char* end = text.data() + text.size();
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  while (unit.starts_with(' ') && unit.size() > 1) unit.remove_prefix(1);
  for (const auto& [name, seconds] : kUnits) {
    if (error == std::errc() && unit == name && number >= 0 && number * seconds <= kLongest)
      return number * seconds;
  }
  throw InputError({"command line", 0, 0, option}, "'" + text + "'",
                   "a time such as 90, \"90 s\", 10min or 2h, of at most 1e9 s");
}

bool parse_bound(const std::string& word) {
  if (word == "event") return false;
  if (word == "bound") return true;
  refuse_word("--model", word, {"event", "bound"});
}

}  // namespace tron::cli
