#pragma once

#include <compare>

#include "base/text/quantity.h"
#include "rooms.h"

namespace tron::base {

/// A power ratio on the logarithmic scale. Positive = gain where a gain is meant, positive = loss where a
/// loss is meant; the name of the variable says which.
struct Decibel {
  double db = 0;
  friend constexpr auto operator<=>(Decibel, Decibel) = default;
  friend constexpr Decibel operator+(Decibel a, Decibel b) { return {a.db + b.db}; }
  friend constexpr Decibel operator-(Decibel a, Decibel b) { return {a.db - b.db}; }
  friend constexpr Decibel operator-(Decibel a) { return {-a.db}; }
  friend constexpr Decibel operator*(Decibel a, double n) { return {a.db * n}; }
  friend constexpr Decibel operator*(double n, Decibel a) { return {a.db * n}; }
  constexpr Decibel& operator+=(Decibel b) { return db += b.db, *this; }
  double ratio() const;                     ///< 10^(db/10)
  static Decibel from_ratio(double ratio);  ///< ratio > 0
};

/// An absolute power relative to 1 mW. Two of them cannot be added; their difference is a ratio.
struct PowerDbm {
  double dbm = 0;
  friend constexpr auto operator<=>(PowerDbm, PowerDbm) = default;
  friend constexpr PowerDbm operator+(PowerDbm p, Decibel gain) { return {p.dbm + gain.db}; }
  friend constexpr PowerDbm operator-(PowerDbm p, Decibel loss) { return {p.dbm - loss.db}; }
  friend constexpr Decibel operator-(PowerDbm a, PowerDbm b) { return {a.dbm - b.dbm}; }
  Power power() const;
  static PowerDbm from_power(Power power);  ///< power > 0
};

/// Loss of a waveguide per length.
struct DecibelPerLength {
  double db_per_m = 0;
  friend constexpr auto operator<=>(DecibelPerLength, DecibelPerLength) = default;
  friend constexpr Decibel operator*(DecibelPerLength a, Length length) { return {a.db_per_m * length.si}; }
};

/// Relative intensity noise, dB/Hz.
struct DecibelPerHertz {
  double db_per_hz = 0;
  friend constexpr auto operator<=>(DecibelPerHertz, DecibelPerHertz) = default;
  double per_hertz() const;  ///< 10^(db/10), 1/Hz
};

}  // namespace tron::base
