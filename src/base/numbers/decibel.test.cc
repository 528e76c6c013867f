#include "base/numbers/decibel.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::base {
namespace {

TEST(Decibel, KnownRatios) {
  EXPECT_DOUBLE_EQ(Decibel{10}.ratio(), 10);
  EXPECT_DOUBLE_EQ(Decibel{-20}.ratio(), 0.01);
  EXPECT_NEAR(Decibel{3}.ratio(), 1.99526231, 1e-8);
  EXPECT_DOUBLE_EQ(Decibel::from_ratio(1000).db, 30);
}

TEST(PowerDbm, KnownPowers) {
  EXPECT_DOUBLE_EQ(PowerDbm{0}.power().si, 1e-3);
  EXPECT_DOUBLE_EQ(PowerDbm{-20}.power().si, 1e-5);
  EXPECT_DOUBLE_EQ(PowerDbm::from_power(milliwatts(10)).dbm, 10);
}

TEST(PowerDbm, GainsAddAndDifferencesAreRatios) {
  const PowerDbm laser{10};
  EXPECT_EQ((laser - Decibel{3}).dbm, 7);
  EXPECT_EQ((laser + Decibel{3}).dbm, 13);
  EXPECT_EQ((laser - PowerDbm{4}).db, 6);
}

TEST(DecibelPerLength, TimesALengthIsALoss) {
  const DecibelPerLength loss{100};  // 1 dB/cm
  EXPECT_DOUBLE_EQ((loss * Length{0.02}).db, 2);
}

TEST(DecibelPerHertz, IsAPowerDensity) {
  EXPECT_DOUBLE_EQ(DecibelPerHertz{-140}.per_hertz(), 1e-14);
}

/// A value from -200 to 200 dB in steps that have no short decimal form.
rc::Gen<double> decibels() {
  return rc::gen::map(rc::gen::inRange(-2'000'003, 2'000'003), [](int n) { return n / 10'000.3; });
}

RC_GTEST_PROP(Decibel, RoundTripsThroughTheRatio, ()) {
  const double db = *decibels();
  RC_ASSERT(std::abs(Decibel::from_ratio(Decibel{db}.ratio()).db - db) < 1e-11);
  RC_ASSERT(std::abs(PowerDbm::from_power(PowerDbm{db}.power()).dbm - db) < 1e-11);
}

RC_GTEST_PROP(Decibel, SumsAreProductsOfRatios, ()) {
  const Decibel a{*decibels()}, b{*decibels()};
  const double product = a.ratio() * b.ratio();
  RC_ASSERT(std::abs((a + b).ratio() - product) <= 1e-12 * product);
}

}  // namespace
}  // namespace tron::base
