#include "chip/scope.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/text/units.h"

namespace tron::chip::detail {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

/// A word, a time up to 1000 s, or the period of a rate up to 10^15 Hz; nothing for any other text.
std::optional<Time> word_or_quantity(const std::string& text, const Scope::Words& words) {
  for (const auto& [word, value] : words) {
    if (text == word) return *value;
  }
  std::string why;
  const auto value = parse_quantity(text, &why);
  if (!value) return {};
  if (value->dimension == dimension_of<Time>() && value->value >= 0 && value->value <= 1e3)
    return Time{value->value};
  if (value->dimension == dimension_of<Frequency>() && value->value > 0 && value->value <= 1e15)
    return Time{1 / value->value};
  return {};
}

/// The number at a dotted path of the description.
std::optional<double> at_path(Config table, std::string_view path) {
  for (;;) {
    const std::size_t dot = path.find('.');
    const std::string_view key = path.substr(0, dot);
    if (dot == std::string_view::npos) {
      if (!table.contains(key)) return std::nullopt;
      return table.number(key, -kInfinity, kInfinity);
    }
    if (!table.is_table(key)) return std::nullopt;
    table = table.table(key);
    path.remove_prefix(dot + 1);
  }
}

}  // namespace

void Scope::set(std::string_view name, Tracked<double> value) {
  for (auto& [known, old] : locals_) {
    if (known == name) {
      old = value;
      return;
    }
  }
  locals_.emplace_back(name, value);
}

std::optional<double> Scope::find(std::string_view name) const {
  for (const auto& [known, value] : locals_) {
    if (known == name) return *value;
  }
  if (name == "bits") return *bits_;
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) {
    if (!root_.is_table("sizes")) return std::nullopt;
    const Config sizes = root_.table("sizes");
    if (!sizes.contains(name)) return std::nullopt;
    return static_cast<double>(sizes.integer(name, 1, 1 << 20));
  }
  const std::string_view kind = name.substr(0, dot), parameter = name.substr(dot + 1);
  if (library_.has(kind, parameter)) return library_.value(kind, parameter);
  return at_path(root_, name);
}

/// For the error about a name that is none: the nearest, and all that could stand there.
std::string Scope::known_names(std::string_view name) const {
  std::vector<std::string> names = {"bits"};
  for (const auto& [known, value] : locals_) names.push_back(known);
  if (root_.is_table("sizes")) {
    for (const std::string& size : root_.table("sizes").keys()) names.push_back(size);
  }
  const std::string nearest = nearest_name(std::string(name), names);
  return fmt::format("{}names here: {}; DEVICE.PARAMETER; TABLE.KEY",
                     nearest.empty() ? "" : "'" + nearest + "' (the nearest name); ", joined(names));
}

double Scope::evaluate_at(const std::string& text, const Place& place) const {
  return evaluate(text, place, [&](std::string_view name) {
    const std::optional<double> value = find(name);
    if (!value)
      throw InputError(place, fmt::format("the unknown name '{}' in \"{}\"", name, text), known_names(name));
    return value;
  });
}

double Scope::number(const Config& table, std::string_view key, double low, double high,
                     std::optional<double> otherwise) const {
  if (otherwise && !table.has(key)) return *otherwise;
  if (!table.is_text(key)) return table.number(key, low, high);
  const std::string text = table.text(key);
  if (text.ends_with('%')) return table.number(key, low, high);
  const double value = evaluate_at(text, table.place(key));
  if (!(value >= low && value <= high))
    throw InputError(table.place(key), fmt::format("\"{}\", which is {:g}", text, value),
                     fmt::format("a number from {:g} to {:g}", low, high));
  return value;
}

int Scope::whole(const Config& table, std::string_view key, int low, int high,
                 std::optional<int> otherwise) const {
  if (otherwise && !table.has(key)) return *otherwise;
  if (!table.is_text(key)) return static_cast<int>(table.integer(key, low, high));
  const double value = number(table, key, low, high);
  if (value != std::floor(value))
    throw InputError(table.place(key), fmt::format("\"{}\", which is {:g}", table.text(key), value),
                     fmt::format("an integer from {} to {}", low, high));
  return static_cast<int>(value);
}

bool Scope::flag(const Config& table, std::string_view key) const {
  return table.has(key) && table.flag(key);
}

bool Scope::condition(const Config& table, std::string_view key) const {
  if (!table.has(key)) return true;
  const std::string text = table.text(key);
  const std::size_t equals = text.find(" = "), dot = text.find('.');
  const std::string section = text.substr(0, dot);
  if (equals == std::string::npos || dot > equals || !root_.is_table(section) ||
      !root_.table(section).is_text(text.substr(dot + 1, equals - dot - 1)))
    throw InputError(table.place(key), fmt::format("\"{}\"", text),
                     "\"table.key = word\", or \"table.key = word or word\", of a key that holds a word");
  const std::string held = root_.table(section).text(text.substr(dot + 1, equals - dot - 1));
  const std::string_view between = " or ";
  for (std::size_t at = equals + 3; at <= text.size();) {
    const std::size_t end = std::min(text.find(between, at), text.size());
    if (held == text.substr(at, end - at)) return true;
    at = end + between.size();
  }
  return false;
}

Time Scope::of_device(const std::string& item, const Place& place, Join join) const {
  const std::size_t blank = item.rfind(' ');
  const std::string kind = blank == std::string::npos ? item : item.substr(blank + 1);
  const double factor = blank == std::string::npos ? 1 : evaluate_at(item.substr(0, blank), place);
  const auto& kinds = costed_kinds();
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    const std::string nearest = nearest_name(kind, kinds);
    throw InputError(
        place, fmt::format("the device \"{}\"", kind),
        (nearest.empty() ? "" : fmt::format("'{}' (the nearest name); all: ", nearest)) + joined(kinds));
  }
  if (!(factor >= 0))
    throw InputError(place, fmt::format("{:g} times {}", factor, kind), "a factor of at least 0");
  return factor * (join == Join::sum ? device_latency(library_, kind) : device_cycle(library_, kind));
}

Time Scope::of_list(const Config& table, std::string_view key, Join join, const Words& words) const {
  Time out, on_top;
  for (const std::string& text : table.texts(key)) {
    const bool added = text.starts_with("+ ");
    const std::string item = added ? text.substr(2) : text;
    std::optional<Time> one = word_or_quantity(item, words);
    if (!one) one = of_device(item, table.place(key), join);
    if (added) {
      on_top = on_top + *one;
    } else {
      out = join == Join::sum ? out + *one : std::max(out, *one);
    }
  }
  return out + on_top;
}

Time Scope::time(const Config& table, std::string_view key, Join join, const Words& words) const {
  if (table.is_list(key)) return of_list(table, key, join, words);
  const std::string text = table.text(key);
  if (const auto value = word_or_quantity(text, words)) return *value;
  std::string why, allowed = "a time such as \"20 ns\", a rate such as \"5 GHz\", a list of devices";
  for (const auto& word : words) allowed += ", \"" + word.first + '"';
  const auto value = parse_quantity(text, &why);
  if (value) why = value->dimension.name();
  throw InputError(table.place(key), fmt::format("\"{}\" ({})", text, why), allowed);
}

}  // namespace tron::chip::detail
