#include "circuit/heater_law.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace tron {
namespace {

TEST(FixedHeaterLaw, MeetsTheClosedFormOfTheAuditedSet) {
  const HeaterLaw law = fixed_heater_law(nanometres(2.1), nanometres(18));
  EXPECT_NEAR(law.mean_shift / nanometres(2.1), 2.07, 0.005);
  // Where b + FSR P(x > b) is least, FSR times the density at b is 1: b = sqrt(2 ln(FSR / (sigma sqrt(2
  // pi)))).
  EXPECT_NEAR(law.blue_bias / nanometres(2.1), 1.568, 0.01);
}

TEST(FixedHeaterLaw, NeverAsksForMoreThanAnEvenSpread) {
  for (double sigma : {0.1, 1.0, 5.0, 50.0}) {
    const HeaterLaw law = fixed_heater_law(nanometres(sigma), nanometres(18));
    EXPECT_LE(law.mean_shift.si, 9e-9 * 1.0001);
    EXPECT_GT(law.mean_shift.si, 0);
  }
}

TEST(CyclicHeaterLaw, RingsThatMoveTogetherNeedHalfASpacingOnAverage) {
  // 18 channels of 1 nm fill the free spectral range: a common shift is worth what is left of it.
  const HeaterLaw law = cyclic_heater_law({nanometres(5), nanometres(0)}, nanometres(18), nanometres(1), 18);
  EXPECT_NEAR(law.mean_shift / nanometres(1), 0.5, 0.06);
}

TEST(CyclicHeaterLaw, TakesLessThanFixedAndGrowsWithWhatRingsDoNotShare) {
  double before = 0;
  for (double local : {0.1, 0.3, 1.0, 2.1}) {
    const HeaterLaw law =
        cyclic_heater_law({nanometres(2.1), nanometres(local)}, nanometres(18), nanometres(1.1), 16);
    EXPECT_GT(law.mean_shift.si, before);
    EXPECT_LT(law.mean_shift, fixed_heater_law(nanometres(2.1), nanometres(18)).mean_shift);
    before = law.mean_shift.si;
  }
}

TEST(HeaterLaw, NoSpreadNoHeat) {
  EXPECT_EQ(fixed_heater_law(Length{0}, nanometres(18)).mean_shift.si, 0);
  EXPECT_NEAR(cyclic_heater_law({}, nanometres(18), nanometres(1.1), 16).mean_shift.si, 0, 1e-15);
}

}  // namespace
}  // namespace tron
