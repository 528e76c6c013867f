#include "explore/space/value_range.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "base/text/units.h"

namespace tron::explore {
namespace {

/// A number with the unit that follows it, if any.
struct Amount {
  double number = 0;
  std::string unit;
  bool whole = false;  ///< written without point or exponent, and without unit
};

std::optional<Amount> amount_of(const std::string& text) {
  Amount amount;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, amount.number);
  if (error != std::errc() || !std::isfinite(amount.number)) return {};
  amount.unit = std::string(stop, end);
  amount.whole = amount.unit.empty() && text.find_first_of(".eE") == std::string::npos &&
                 std::abs(amount.number) <= 0x1p53;
  if (!amount.unit.empty() && !parse_quantity(text, nullptr)) return {};
  return amount;
}

Amount read_amount(const Config& table, const char* key) {
  const std::string text = table.setting(key);
  const auto amount = amount_of(text);
  if (!amount)
    throw InputError(table.place(key), "\"" + text + "\"", "a number, or a quantity such as \"0.1 nm\"");
  return *amount;
}

void require_unit(const Config& table, const char* key, const Amount& amount, const Amount& from) {
  if (amount.unit == from.unit) return;
  throw InputError(table.place(key), amount.unit.empty() ? "no unit" : "the unit \"" + amount.unit + "\"",
                   from.unit.empty() ? "a number without unit, as `from` is"
                                     : "the unit of `from`: \"" + from.unit + "\"");
}

/// Values between the ends, both included where `step` meets the upper one.
std::vector<double> numbers_of(const Config& table, const Amount& from, const Amount& to) {
  const bool log = table.has("scale") && table.choice("scale", {"linear", "log"}) == 1;
  if (log && !(from.number > 0 && to.number > 0))
    throw InputError(table.place("scale"), "\"log\" with an end that is not positive", "positive ends");
  const auto at = [&](double share) {
    if (log) return from.number * std::pow(to.number / from.number, share);
    return from.number + (to.number - from.number) * share;
  };
  std::int64_t count = 0;
  double last = 1;  // share of the way that the last value has gone
  if (table.has("step")) {
    if (log) throw InputError(table.place("step"), "a step on a log scale", "`steps`: how many values");
    const Amount step = read_amount(table, "step");
    require_unit(table, "step", step, from);
    // A step that a decimal number cannot hit exactly still meets the end.
    const double strides = (to.number - from.number) / step.number * (1 + 1e-9);
    if (!(strides >= 1 && strides < static_cast<double>(kMostValues)))
      throw InputError(
          table.place("step"), fmt::format("a step of {:.9g}", step.number),
          fmt::format("a step from `from` towards `to` that leaves 2 to {} values", kMostValues));
    count = static_cast<std::int64_t>(strides) + 1;
    last = static_cast<double>(count - 1) * step.number / (to.number - from.number);
  } else {
    count = table.integer("steps", 2, kMostValues);
  }
  std::vector<double> numbers;
  for (std::int64_t i = 0; i < count; ++i)
    numbers.push_back(at(last * static_cast<double>(i) / static_cast<double>(count - 1)));
  return numbers;
}

}  // namespace

std::vector<std::string> values_of_range(const Config& table) {
  const Amount from = read_amount(table, "from"), to = read_amount(table, "to");
  require_unit(table, "to", to, from);
  if (from.number == to.number)
    throw InputError(table.place("to"), "the same as `from`", "another number; one value stands in `values`");
  if (!std::isfinite(to.number - from.number))
    throw InputError(table.place("to"), "ends too far apart", "a range that a double can measure");
  const bool whole = from.whole && to.whole && (!table.has("step") || read_amount(table, "step").whole);
  std::vector<std::string> values;
  for (double number : numbers_of(table, from, to)) {
    std::string text = whole ? fmt::format("{}", std::llround(number)) : fmt::format("{:.9g}", number);
    text += from.unit;
    if (values.empty() || values.back() != text) values.push_back(std::move(text));
  }
  return values;
}

bool in_order(const std::vector<std::string>& values) {
  std::vector<double> numbers;
  std::optional<Dimension> dimension;
  for (const std::string& value : values) {
    const auto amount = amount_of(value);
    if (!amount) return false;
    const Measured measured =
        amount->unit.empty() ? Measured{amount->number, {}} : *parse_quantity(value, nullptr);
    if (dimension && !(*dimension == measured.dimension)) return false;
    dimension = measured.dimension;
    numbers.push_back(measured.value);
  }
  return std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end() ||
         std::adjacent_find(numbers.begin(), numbers.end(), std::less_equal<>()) == numbers.end();
}

}  // namespace tron::explore
