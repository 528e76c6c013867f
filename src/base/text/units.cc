#include "base/text/units.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace tron::base {

namespace {

using Kind = Dimension::Kind;

/// A symbol that may carry an SI prefix. Every unit here is a power of ten of the SI unit, so scaling is a
/// shift of the decimal exponent and never rounds.
struct Symbol {
  std::string_view text;
  std::array<int, 5> exponents;
};

constexpr std::array<Symbol, 11> kSymbols = {{{"m", {1, 0, 0, 0, 0}},
                                              {"s", {0, 0, 1, 0, 0}},
                                              {"A", {0, 0, 0, 1, 0}},
                                              {"K", {0, 0, 0, 0, 1}},
                                              {"W", {2, 1, -3, 0, 0}},
                                              {"J", {2, 1, -2, 0, 0}},
                                              {"V", {2, 1, -3, -1, 0}},
                                              {"F", {-2, -1, 4, 2, 0}},
                                              {"Hz", {0, 0, -1, 0, 0}},
                                              {"ohm", {2, 1, -3, -2, 0}},
                                              {"Ohm", {2, 1, -3, -2, 0}}}};

struct Prefix {
  char letter;
  int exponent;
};

constexpr std::array<Prefix, 10> kPrefixes = {{{'f', -15},
                                               {'p', -12},
                                               {'n', -9},
                                               {'u', -6},
                                               {'m', -3},
                                               {'c', -2},
                                               {'k', 3},
                                               {'M', 6},
                                               {'G', 9},
                                               {'T', 12}}};

struct Unit {
  Dimension dimension;
  int shift = 0;   ///< power of ten
  int binary = 0;  ///< power of two besides
};

/// A symbol without its exponent: "m", "um", "Hz", "GHz"; "S" (samples) counts things and has no dimension.
std::optional<Unit> parse_symbol(std::string_view text) {
  const auto known = [](std::string_view symbol) -> std::optional<Unit> {
    for (const Symbol& s : kSymbols)
      if (s.text == symbol) return Unit{{Kind::linear, s.exponents}, 0};
    if (symbol == "S") return Unit{};
    return std::nullopt;
  };
  if (auto unit = known(text)) return unit;
  for (const Prefix& prefix : kPrefixes) {
    if (text.empty() || text[0] != prefix.letter) continue;
    auto unit = known(text.substr(1));
    if (unit) unit->shift = prefix.exponent;
    return unit;
  }
  return std::nullopt;
}

/// A symbol with an optional exponent from 2 to 9: "mm^2".
std::optional<Unit> parse_factor(std::string_view text) {
  const std::size_t caret = text.find('^');
  auto unit = parse_symbol(text.substr(0, caret));
  if (!unit || caret == std::string_view::npos) return unit;
  const std::string_view power = text.substr(caret + 1);
  if (power.size() != 1 || power[0] < '2' || power[0] > '9') return std::nullopt;
  const int n = power[0] - '0';
  for (int& exponent : unit->dimension.exponents) exponent *= n;
  unit->shift *= n;
  return unit;
}

std::optional<Unit> parse_linear(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view top = text.substr(0, slash);
  std::optional<Unit> unit = top == "1" && slash != std::string_view::npos ? Unit{} : parse_factor(top);
  if (!unit) return std::nullopt;
  if (slash != std::string_view::npos) {
    const auto below = parse_factor(text.substr(slash + 1));
    if (!below) return std::nullopt;
    for (std::size_t i = 0; i < 5; ++i) unit->dimension.exponents[i] -= below->dimension.exponents[i];
    unit->shift -= below->shift;
  }
  // "5 S" or "5 m/m" would be a number in disguise.
  if (unit->dimension == Dimension{}) return std::nullopt;
  return unit;
}

/// "B", "MB", "KiB", each with or without "/s".
std::optional<Unit> parse_data(std::string_view text) {
  const bool rate = text.ends_with("/s");
  Unit unit{{rate ? Kind::bytes_per_second : Kind::bytes, {}}};
  if (rate) text.remove_suffix(2);
  if (!text.ends_with('B')) return std::nullopt;
  text.remove_suffix(1);
  if (text.empty()) return unit;
  constexpr std::string_view kBinary = "KMGT", kDecimal = "kMGT";
  const bool binary = text.size() == 2 && text[1] == 'i';
  const std::size_t at = (binary ? kBinary : kDecimal).find(text[0]);
  if ((text.size() != 1 && !binary) || at == std::string_view::npos) return std::nullopt;
  (binary ? unit.binary : unit.shift) = (binary ? 10 : 3) * static_cast<int>(at + 1);
  return unit;
}

std::optional<Unit> parse_unit(std::string_view text) {
  if (const auto data = parse_data(text)) return data;
  if (text == "dB") return Unit{{Kind::decibel, {}}, 0};
  if (text == "dBm") return Unit{{Kind::dbm, {}}, 0};
  if (text == "dB/Hz") return Unit{{Kind::decibel_per_hertz, {}}, 0};
  if (text.starts_with("dB/")) {
    const auto below = parse_symbol(text.substr(3));
    if (!below || below->dimension != dimension_of<Length>()) return std::nullopt;
    return Unit{{Kind::decibel_per_length, {}}, -below->shift};
  }
  constexpr std::string_view kPerRootHertz = "/sqrt(Hz)";
  if (text.ends_with(kPerRootHertz)) {
    text.remove_suffix(kPerRootHertz.size());
    const auto above = parse_symbol(text);
    if (!above || above->dimension != dimension_of<Current>()) return std::nullopt;
    return Unit{{Kind::current_noise, {}}, above->shift};
  }
  return parse_linear(text);
}

std::size_t digits_at(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - from;
}

/// A decimal number, split so that a power of ten can be added to its exponent.
struct Decimal {
  std::string mantissa;
  int exponent = 0;
};

std::optional<Decimal> parse_decimal(std::string_view text) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0) return std::nullopt;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return std::nullopt;
    at += 1 + fraction;
  }
  Decimal out{std::string(text.substr(text[0] == '+' ? 1 : 0, at - (text[0] == '+' ? 1 : 0))), 0};
  if (at == text.size()) return out;
  if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
  std::size_t sign = at + 1;
  if (sign < text.size() && text[sign] == '+') ++sign;
  const auto [end, error] = std::from_chars(text.data() + sign, text.data() + text.size(), out.exponent);
  const bool two_signs = sign == at + 2 && sign < text.size() && text[sign] == '-';
  if (error != std::errc() || end != text.data() + text.size() || two_signs || std::abs(out.exponent) > 1000)
    return std::nullopt;
  return out;
}

std::optional<Measured> refuse(std::string* why, std::string reason) {
  if (why != nullptr) *why = std::move(reason);
  return std::nullopt;
}

/// How a dimension is called and written.
struct Style {
  Dimension dimension;
  std::string_view name, example;
  std::string_view unit;  ///< follows the number
  int shift;              ///< of that unit, as a power of ten
  bool prefixed;          ///< whether an SI prefix may stand before the unit
};

constexpr std::array<Style, 24> kStyles = {{
    {dimension_of<Length>(), "length", "1.55 um", "m", 0, true},
    {dimension_of<Area>(), "area", "0.1 mm^2", "mm^2", -6, false},
    {dimension_of<Time>(), "time", "20 ns", "s", 0, true},
    {dimension_of<Frequency>(), "frequency", "5 GHz", "Hz", 0, true},
    {dimension_of<Temperature>(), "temperature", "300 K", "K", 0, true},
    {dimension_of<Current>(), "current", "35 nA", "A", 0, true},
    {dimension_of<Power>(), "power", "1.3 mW", "W", 0, true},
    {dimension_of<Energy>(), "energy", "62.4 pJ", "J", 0, true},
    {dimension_of<Voltage>(), "voltage", "0.5 V", "V", 0, true},
    {dimension_of<Resistance>(), "resistance", "50 ohm", "ohm", 0, true},
    {dimension_of<Capacitance>(), "capacitance", "10 fF", "F", 0, true},
    {dimension_of<Responsivity>(), "responsivity", "1.2 A/W", "A/W", 0, true},
    {dimension_of<PowerPerLength>(), "power per wavelength shift", "4 uW/nm", "W/nm", 9, true},
    {dimension_of<LengthPerTemperature>(), "wavelength shift per temperature", "0.075 nm/K", "m/K", 0, true},
    {dimension_of<LengthPerVoltage>(), "wavelength shift per voltage", "0.1 nm/V", "m/V", 0, true},
    {dimension_of<PerLength>(), "inverse length", "200 1/cm", "1/cm", 2, false},
    {dimension_of<HeatFlux>(), "heat flux", "50 W/cm^2", "W/cm^2", 4, false},
    {dimension_of<CurrentNoise>(), "noise current density", "2 pA/sqrt(Hz)", "A/sqrt(Hz)", 0, true},
    {dimension_of<Decibel>(), "ratio in dB", "0.5 dB", "dB", 0, false},
    {dimension_of<PowerDbm>(), "power in dBm", "-20 dBm", "dBm", 0, false},
    {dimension_of<DecibelPerLength>(), "loss per length", "1 dB/cm", "dB/cm", 2, false},
    {dimension_of<DecibelPerHertz>(), "noise density in dB/Hz", "-140 dB/Hz", "dB/Hz", 0, false},
    {dimension_of<Bytes>(), "amount of data", "2 MB", "B", 0, true},
    {dimension_of<ByteRate>(), "rate of data", "1 TB/s", "B/s", 0, true},
}};

const Style* style_of(const Dimension& dimension) {
  const auto* found =
      std::find_if(kStyles.begin(), kStyles.end(), [&](const Style& s) { return s.dimension == dimension; });
  return found == kStyles.end() ? nullptr : found;
}

/// "m^2 kg s^-3" for a dimension without a name.
std::string base_units(const Dimension& dimension) {
  constexpr std::array<std::string_view, 5> kBase = {"m", "kg", "s", "A", "K"};
  std::string out;
  for (std::size_t i = 0; i < 5; ++i) {
    const int n = dimension.exponents[i];
    if (n == 0) continue;
    out += fmt::format("{}{}", out.empty() ? "" : " ", kBase[i]);
    if (n != 1) out += fmt::format("^{}", n);
  }
  return out;
}

}  // namespace

std::string Dimension::name() const {
  if (const Style* style = style_of(*this)) return std::string(style->name);
  return *this == Dimension{} ? "number" : "quantity in " + base_units(*this);
}

std::string Dimension::example() const {
  if (const Style* style = style_of(*this)) return std::string(style->example);
  return *this == Dimension{} ? "1.5" : "1 " + base_units(*this);
}

namespace {

/// Where the number of a text without a blank ends: the e of an exponent belongs to it.
std::size_t end_of_number(std::string_view text) {
  std::size_t at = text.find_first_not_of("+-.0123456789");
  if (at == std::string_view::npos || (text[at] != 'e' && text[at] != 'E')) return at;
  const std::size_t exponent = text.find_first_not_of("+-0123456789", at + 1);
  return exponent == at + 1 ? at : exponent;
}

}  // namespace

std::optional<Measured> parse_quantity(std::string_view text, std::string* why) {
  const std::size_t blank = text.find(' ');
  const std::size_t end_of = blank != std::string_view::npos ? blank : end_of_number(text);
  const auto number = parse_decimal(text.substr(0, end_of));
  if (!number) return refuse(why, "no number in front");
  if (end_of == std::string_view::npos) return refuse(why, "no unit");
  const std::string_view unit_text = text.substr(end_of + (blank != std::string_view::npos ? 1 : 0));
  const auto unit = parse_unit(unit_text);
  if (!unit) return refuse(why, fmt::format("unknown unit '{}'", unit_text));
  const std::string scaled = fmt::format("{}e{}", number->mantissa, number->exponent + unit->shift);
  Measured out{0, unit->dimension};
  const auto [end, error] = std::from_chars(scaled.data(), scaled.data() + scaled.size(), out.value);
  out.value = std::ldexp(out.value, unit->binary);
  // Below the smallest normal number digits are lost.
  if (error != std::errc() || !(out.value == 0 || std::isnormal(out.value)))
    return refuse(why, "a number beyond the range of a double, 2.3e-308 to 1.7e308 in SI units");
  return out;
}

std::optional<double> parse_percentage(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  if (text.ends_with(' ')) text.remove_suffix(1);
  const auto number = parse_decimal(text);
  if (!number) return std::nullopt;
  const std::string shifted = fmt::format("{}e{}", number->mantissa, number->exponent - 2);
  double value = 0;
  const auto [end, error] = std::from_chars(shifted.data(), shifted.data() + shifted.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::string format_si(double value, std::string_view unit, int digits) {
  if (value == 0 || !std::isfinite(value)) return fmt::format("{} {}", value, unit);
  // The prefix follows the rounded value: 999.96 to four digits is 1000, which is 1 k.
  const std::string rounded = fmt::format("{:.{}e}", value, digits - 1);
  const int exponent = std::stoi(rounded.substr(rounded.find('e') + 1));
  const int thousands = std::clamp(static_cast<int>(std::floor(exponent / 3.0)) * 3, -15, 12);
  const auto* prefix = std::find_if(kPrefixes.begin(), kPrefixes.end(),
                                    [&](const Prefix& p) { return p.exponent == thousands; });
  const std::string letter = prefix == kPrefixes.end() ? "" : std::string(1, prefix->letter);
  double shown = value;
  std::from_chars(rounded.data(), rounded.data() + rounded.size(), shown);
  return fmt::format("{:.{}g} {}{}", shown / std::pow(10.0, thousands), digits, letter, unit);
}

std::string format_quantity(const Measured& measured, int digits) {
  const Style* style = style_of(measured.dimension);
  if (style == nullptr)
    return fmt::format("{:.{}g} {}", measured.value, digits, base_units(measured.dimension));
  const double value = measured.value / std::pow(10.0, style->shift);
  // Nobody writes thousandths of a byte.
  const bool data =
      measured.dimension.kind == Kind::bytes || measured.dimension.kind == Kind::bytes_per_second;
  if (data && std::abs(value) < 1000) return fmt::format("{:.{}g} {}", value, digits, style->unit);
  if (style->prefixed) return format_si(value, style->unit, digits);
  return fmt::format("{:.{}g} {}", value, digits, style->unit);
}

}  // namespace tron::base
