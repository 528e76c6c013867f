#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace tron {

/// Exponents of metre, kilogram, second, ampere, kelvin; or one of the logarithmic kinds.
struct Dimension {
  enum class Kind { linear, decibel, dbm, decibel_per_length, decibel_per_hertz } kind = Kind::linear;
  std::array<int, 5> exponents{};
  friend bool operator==(const Dimension&, const Dimension&) = default;
  /// "length", "power", "responsivity", "dBm" ... with an example: what an error message should ask for.
  std::string name() const;
  std::string example() const;  ///< "1.55 um"
};

struct Measured {
  double value = 0;  ///< SI for linear kinds; dB, dBm, dB/m, dB/Hz for the others
  Dimension dimension;
};

/// "1.55 um", "20 ns", "4 uW/nm", "27.5 mW/FSR" is NOT accepted (FSR is no unit), "-140 dB/Hz", "1 dB/cm",
/// "1.2 A/W", "0.075 nm/K", "35 nA", "50 ohm", "5 GHz", "5 GS/s", "0.5 V", "62.4 pJ", "0.1 mm^2", "300 K".
/// SI prefixes f p n u m c k M G T on every linear unit; one blank between number and unit.
/// nullopt with a reason in *why if the text is no quantity.
std::optional<Measured> parse_quantity(std::string_view text, std::string* why);

/// A value with an SI prefix and three to four digits, e.g. format_si(4.17e-5, "W") = "41.7 uW".
std::string format_si(double value, std::string_view unit, int digits = 4);

}  // namespace tron
