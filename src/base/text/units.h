#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/numbers/decibel.h"
#include "base/text/quantity.h"
#include "rooms.h"

namespace tron::base {

/// An amount of data. Bytes count things and are no SI unit, so they are a kind of their own: a rate of data
/// is no frequency.
struct Bytes {
  double bytes = 0;
  friend constexpr auto operator<=>(Bytes, Bytes) = default;
};
struct ByteRate {
  double bytes_per_second = 0;
  friend constexpr auto operator<=>(ByteRate, ByteRate) = default;
  friend constexpr Time operator/(Bytes data, ByteRate rate) { return {data.bytes / rate.bytes_per_second}; }
};

/// Density of a noise current: the root of its spectral density, whose half powers no exponent holds.
struct CurrentNoise {
  double a_per_root_hz = 0;
  friend constexpr auto operator<=>(CurrentNoise, CurrentNoise) = default;
};

/// Exponents of metre, kilogram, second, ampere, kelvin; or one of the logarithmic kinds.
struct Dimension {
  enum class Kind {
    linear,
    decibel,
    dbm,
    decibel_per_length,
    decibel_per_hertz,
    current_noise,
    bytes,
    bytes_per_second
  } kind = Kind::linear;
  std::array<int, 5> exponents{};
  friend bool operator==(const Dimension&, const Dimension&) = default;
  /// "length", "power", "responsivity", "power in dBm" ...: what an error message should ask for.
  std::string name() const;
  std::string example() const;  ///< "1.55 um"
};

struct Measured {
  double value = 0;  ///< SI for linear kinds; dB, dBm, dB/m, dB/Hz, A/sqrt(Hz), B, B/s for the others
  Dimension dimension;
};

/// "1.55 um", "20 ns", "4 uW/nm", "27.5 mW/FSR" is NOT accepted (FSR is no unit), "-140 dB/Hz", "1 dB/cm",
/// "1.2 A/W", "0.075 nm/K", "35 nA", "50 ohm", "5 GHz", "5 GS/s", "0.5 V", "62.4 pJ", "0.1 mm^2", "300 K", "2
/// pA/sqrt(Hz)". "2 MB", "64 KiB", "1 TB/s". SI prefixes f p n u m c k M G T on every linear unit and, from k
/// upwards, on B; Ki Mi Gi Ti are powers of 1024 on B; at most one blank between number and unit. The value
/// is the double nearest to the decimal number in SI: "1.55 um" is 1.55e-6 to the bit. nullopt with a reason
/// in *why if the text is no quantity.
std::optional<Measured> parse_quantity(std::string_view text, std::string* why);

/// "15 %" or "15%" as 0.15; nothing for any other text.
std::optional<double> parse_percentage(std::string_view text);

/// A value with an SI prefix and three to four digits, e.g. format_si(4.17e-5, "W") = "41.7 uW".
std::string format_si(double value, std::string_view unit, int digits = 4);

/// A value in the unit that its dimension is usually written in: "41.7 uW", "0.1 mm^2", "2 dB/cm". Text that
/// parse_quantity reads back (to `digits` digits) for every dimension of quantity.h and decibel.h.
std::string format_quantity(const Measured& measured, int digits = 4);

namespace detail {

template <class Q>
struct DimensionOf;

template <int M, int Kg, int S, int A, int K>
struct DimensionOf<Quantity<M, Kg, S, A, K>> {
  static constexpr Dimension value{Dimension::Kind::linear, {M, Kg, S, A, K}};
};
template <>
struct DimensionOf<Decibel> {
  static constexpr Dimension value{Dimension::Kind::decibel, {}};
};
template <>
struct DimensionOf<PowerDbm> {
  static constexpr Dimension value{Dimension::Kind::dbm, {}};
};
template <>
struct DimensionOf<DecibelPerLength> {
  static constexpr Dimension value{Dimension::Kind::decibel_per_length, {}};
};
template <>
struct DimensionOf<DecibelPerHertz> {
  static constexpr Dimension value{Dimension::Kind::decibel_per_hertz, {}};
};
template <>
struct DimensionOf<CurrentNoise> {
  static constexpr Dimension value{Dimension::Kind::current_noise, {}};
};
template <>
struct DimensionOf<Bytes> {
  static constexpr Dimension value{Dimension::Kind::bytes, {}};
};
template <>
struct DimensionOf<ByteRate> {
  static constexpr Dimension value{Dimension::Kind::bytes_per_second, {}};
};

}  // namespace detail

/// The dimension of a type of quantity.h or decibel.h.
template <class Q>
constexpr Dimension dimension_of() {
  return detail::DimensionOf<Q>::value;
}

/// A typed quantity as number and dimension, for text.
template <class Q>
constexpr Measured measured(Q quantity) {
  const auto [value] = quantity;
  return {value, dimension_of<Q>()};
}

}  // namespace tron::base
