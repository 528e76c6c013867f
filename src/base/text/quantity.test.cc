#include "base/text/quantity.h"

#include <type_traits>

#include <gtest/gtest.h>

#include "base/numbers/constants.h"

namespace tron::base {
namespace {

TEST(Quantity, ProductsAndQuotientsHaveTheRightDimension) {
  static_assert(std::is_same_v<decltype(Power{} * Time{}), Energy>);
  static_assert(std::is_same_v<decltype(Energy{} / Time{}), Power>);
  static_assert(std::is_same_v<decltype(Length{} * Length{}), Area>);
  static_assert(std::is_same_v<decltype(1.0 / Time{}), Frequency>);
  static_assert(std::is_same_v<decltype(Voltage{} / Current{}), Resistance>);
  static_assert(std::is_same_v<decltype(Responsivity{} * Power{}), Current>);
  static_assert(std::is_same_v<decltype(Resistance{} * Capacitance{}), Time>);
  static_assert(std::is_same_v<decltype(Power{} / Length{}), PowerPerLength>);
  static_assert(std::is_same_v<decltype(Length{} / Length{}), double>);
  static_assert(std::is_same_v<decltype(Frequency{} * Time{}), double>);
  static_assert(sizeof(Power) == sizeof(double));
  EXPECT_DOUBLE_EQ((milliwatts(2) * nanoseconds(3)).si, 6e-12);
}

TEST(Quantity, ArithmeticWithinOneDimension) {
  Length x = micrometres(1) + nanometres(500);
  EXPECT_DOUBLE_EQ(x.si, 1.5e-6);
  x += nanometres(500);
  x *= 2;
  EXPECT_DOUBLE_EQ(x.si, 4e-6);
  EXPECT_DOUBLE_EQ(x / micrometres(1), 4);
  EXPECT_DOUBLE_EQ((-x).si, -4e-6);
  EXPECT_LT(nanometres(1), micrometres(1));
}

TEST(Constants, GiveTheThermalVoltageAndAPhotonEnergy) {
  // kT/q at 300 K = 25.85 mV; h c / 1.55 um = 0.7999 eV: textbook values.
  EXPECT_NEAR(constants::kBoltzmann * 300 / constants::kElementaryCharge, 25.852e-3, 1e-6);
  EXPECT_NEAR(constants::kPlanck * constants::kSpeedOfLight / 1.55e-6 / constants::kElementaryCharge, 0.79990,
              1e-5);
}

}  // namespace
}  // namespace tron::base
