#include "chip/expression.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace tron::chip::detail {
namespace {

constexpr std::size_t kMaxText = 400;
constexpr int kMaxDepth = 50;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Recursive descent: sum of products of factors.
class Parser {
 public:
  Parser(std::string_view text, const Place& place, const Lookup& lookup)
      : text_(text), place_(place), lookup_(lookup) {}

  double all() {
    const double value = sum();
    skip();
    if (at_ < text_.size()) refuse(fmt::format("'{}'", text_.substr(at_)), "an operator or the end");
    if (!std::isfinite(value)) refuse("no finite number", "a finite result");
    return value;
  }

 private:
  [[noreturn]] void refuse(const std::string& found, const std::string& allowed) const {
    throw InputError(place_, fmt::format("{} in \"{}\"", found, text_.substr(0, 80)), allowed);
  }

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  bool take(char c) {
    skip();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!take(c))
      refuse(at_ == text_.size() ? "the end" : fmt::format("'{}'", text_[at_]), fmt::format("'{}'", c));
  }

  double sum() {
    double value = product();
    for (;;) {
      if (take('+')) {
        value += product();
      } else if (take('-')) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  double product() {
    double value = factor();
    for (;;) {
      if (take('*')) {
        value *= factor();
      } else if (take('/')) {
        value /= factor();
      } else {
        return value;
      }
    }
  }

  double factor() {
    if (++depth_ > kMaxDepth) refuse("too many levels", "fewer");
    double value = 0;
    if (take('-')) {
      value = -factor();
    } else if (take('(')) {
      value = sum();
      expect(')');
    } else {
      value = atom();
    }
    --depth_;
    return value;
  }

  double atom() {
    skip();
    const std::size_t from = at_;
    if (at_ < text_.size() && is_digit(text_[at_])) return number();
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    const std::string_view name = text_.substr(from, at_ - from);
    if (name.empty())
      refuse(at_ == text_.size() ? "the end" : fmt::format("'{}'", text_[at_]), "a number, a name or '('");
    if (take('(')) return call(name);
    const std::optional<double> value = lookup_(name);
    if (!value) refuse(fmt::format("the unknown name '{}'", name), "a name that stands for a number");
    return *value;
  }

  double number() {
    double value = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc()) refuse("no number", "a number");
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }

  double call(std::string_view name) {
    std::vector<double> values = {sum()};
    while (take(',')) values.push_back(sum());
    expect(')');
    if (name == "min" || name == "max") {
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      return name == "min" ? *low : *high;
    }
    if (values.size() != 1) refuse(fmt::format("{} values for {}", values.size(), name), "one");
    const double x = values[0];
    if (name == "ceil") return std::ceil(x);
    if (name == "floor") return std::floor(x);
    if (name == "sqrt") return std::sqrt(x);
    if (name == "log2") return std::log2(x);
    if (name == "log10") return std::log10(x);
    if (name == "exp2") return std::exp2(x);
    refuse(fmt::format("the unknown function '{}'", name), "ceil, floor, sqrt, log2, log10, exp2, min, max");
  }

  std::string_view text_;
  const Place& place_;
  const Lookup& lookup_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

double evaluate(std::string_view text, const Place& place, const Lookup& lookup) {
  if (text.size() > kMaxText)
    throw InputError(place, fmt::format("an expression of {} characters", text.size()),
                     fmt::format("at most {}", kMaxText));
  return Parser(text, place, lookup).all();
}

}  // namespace tron::chip::detail
