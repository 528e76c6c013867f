#pragma once

#include <compare>

#include "rooms.h"

namespace tron::base {

/// A physical quantity in SI units with its dimension in the type: exponents of metre, kilogram, second,
/// ampere and kelvin. A length cannot be added to a power; the generated code is that of a double.
template <int M, int Kg, int S, int A, int K>
struct Quantity {
  double si = 0;  ///< value in the coherent SI unit

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return {a.si + b.si}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return {a.si - b.si}; }
  friend constexpr Quantity operator-(Quantity a) { return {-a.si}; }
  friend constexpr Quantity operator*(Quantity a, double b) { return {a.si * b}; }
  friend constexpr Quantity operator*(double a, Quantity b) { return {a * b.si}; }
  friend constexpr Quantity operator/(Quantity a, double b) { return {a.si / b}; }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.si / b.si; }
  constexpr Quantity& operator+=(Quantity b) { return si += b.si, *this; }
  constexpr Quantity& operator*=(double b) { return si *= b, *this; }
};

template <int M, int Kg, int S, int A, int K, int M2, int Kg2, int S2, int A2, int K2>
requires(M != M2 || Kg != Kg2 || S != S2 || A != A2 || K != K2) constexpr auto operator/(
    Quantity<M, Kg, S, A, K> a, Quantity<M2, Kg2, S2, A2, K2> b) {
  return Quantity<M - M2, Kg - Kg2, S - S2, A - A2, K - K2>{a.si / b.si};
}

template <int M, int Kg, int S, int A, int K, int M2, int Kg2, int S2, int A2, int K2>
constexpr auto operator*(Quantity<M, Kg, S, A, K> a, Quantity<M2, Kg2, S2, A2, K2> b) {
  if constexpr (M + M2 == 0 && Kg + Kg2 == 0 && S + S2 == 0 && A + A2 == 0 && K + K2 == 0) {
    return a.si * b.si;
  } else {
    return Quantity<M + M2, Kg + Kg2, S + S2, A + A2, K + K2>{a.si * b.si};
  }
}

template <int M, int Kg, int S, int A, int K>
constexpr auto operator/(double a, Quantity<M, Kg, S, A, K> b) {
  return Quantity<-M, -Kg, -S, -A, -K>{a / b.si};
}

using Length = Quantity<1, 0, 0, 0, 0>;
using Area = Quantity<2, 0, 0, 0, 0>;
using Time = Quantity<0, 0, 1, 0, 0>;
using Frequency = Quantity<0, 0, -1, 0, 0>;
using Temperature = Quantity<0, 0, 0, 0, 1>;
using Current = Quantity<0, 0, 0, 1, 0>;
using Power = Quantity<2, 1, -3, 0, 0>;
using Energy = Quantity<2, 1, -2, 0, 0>;
using Voltage = Quantity<2, 1, -3, -1, 0>;
using Resistance = Quantity<2, 1, -3, -2, 0>;
using Capacitance = Quantity<-2, -1, 4, 2, 0>;
using Responsivity = Quantity<-2, -1, 3, 1, 0>;   ///< A/W
using PowerPerLength = Quantity<1, 1, -3, 0, 0>;  ///< W/m: tuning power per wavelength shift
using LengthPerTemperature = Quantity<1, 0, 0, 0, -1>;
using HeatFlux = Quantity<0, 1, -3, 0, 0>;           ///< W/m^2
using LengthPerVoltage = Quantity<-1, -1, 3, 1, 0>;  ///< m/V: electro-optic shift
using PerLength = Quantity<-1, 0, 0, 0, 0>;

// Powers of ten from 1 upwards are exact: a division rounds once, so nanometres(3) is bit-identical to 3e-9.
constexpr Length nanometres(double v) {
  return {v / 1e9};
}
constexpr Length micrometres(double v) {
  return {v / 1e6};
}
constexpr Power milliwatts(double v) {
  return {v / 1e3};
}
constexpr Power microwatts(double v) {
  return {v / 1e6};
}
constexpr Time nanoseconds(double v) {
  return {v / 1e9};
}
constexpr Time picoseconds(double v) {
  return {v / 1e12};
}
constexpr Frequency gigahertz(double v) {
  return {v * 1e9};
}
constexpr Energy picojoules(double v) {
  return {v / 1e12};
}

}  // namespace tron::base
