#include "cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "tron/session.h"

namespace tron::cli {
namespace {

Place on_command_line(const std::string& option) {
  return {"command line", 0, 0, option};
}

}  // namespace

std::int64_t parse_count(const std::string& option, const std::string& text, std::int64_t low,
                         std::int64_t high) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || rest != end || value < low || value > high) {
    throw InputError(on_command_line(option), "'" + text + "'",
                     fmt::format("a whole number from {} to {}", low, high));
  }
  return value;
}

double parse_number(const std::string& option, const std::string& text, double low, double high) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || rest != end || !(value >= low && value <= high)) {
    throw InputError(on_command_line(option), "'" + text + "'",
                     fmt::format("a number from {:g} to {:g}", low, high));
  }
  return value;
}

std::vector<std::string> parse_list(const std::string& option, const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (word.empty()) {
      throw InputError(on_command_line(option), "an empty entry in '" + text + "'",
                       "a comma list without gaps");
    }
    if (std::find(out.begin(), out.end(), word) != out.end()) {
      throw InputError(on_command_line(option), "'" + word + "' twice", "each entry once");
    }
    out.push_back(word);
    begin = end + 1;
  }
  return out;
}

void refuse_word(const std::string& option, const std::string& word, const std::vector<std::string>& legal) {
  const std::string nearest = nearest_name(word, legal);
  std::string allowed = fmt::format("{}", fmt::join(legal, ", "));
  if (!nearest.empty()) allowed += "; nearest is " + nearest;
  throw InputError(on_command_line(option), "'" + word + "'", allowed);
}

std::vector<std::string> parse_fidelities(const std::string& option, const std::string& text) {
  const std::vector<std::string> legal = fidelity_names();
  std::vector<std::string> out = parse_list(option, text);
  for (const std::string& word : out) {
    if (std::find(legal.begin(), legal.end(), word) == legal.end()) refuse_word(option, word, legal);
  }
  return out;
}

std::vector<int> parse_ids(const std::string& option, const std::string& text) {
  std::vector<int> out;
  std::istringstream words(text);
  for (std::string word; words >> word;)
    out.push_back(static_cast<int>(parse_count(option, word, 0, INT32_MAX)));
  if (out.empty() && !text.empty())
    throw InputError(on_command_line(option), "no id", "token ids between blanks");
  return out;
}

std::string quoted_command_line(const std::vector<std::string>& arguments) {
  static constexpr const char* kSafe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+@%";
  std::string out;
  for (const std::string& argument : arguments) {
    out += out.empty() ? "" : " ";
    if (!argument.empty() && argument.find_first_not_of(kSafe) == std::string::npos) {
      out += argument;
      continue;
    }
    out += "'";
    for (char c : argument) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    out += "'";
  }
  return out;
}

}  // namespace tron::cli
