#include "circuit/fabrication/heater_law.h"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"
#include "circuit/fabrication/bank_tuning.h"

namespace tron::circuit {
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
    EXPECT_LE(law.mean_shift.si, 9e-9 * 1.0001);  // half the free spectral range
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

TEST(CyclicHeaterLaw, IsTheMeanOfBanksThatAreTuned) {
  // Other banks than the law's own, tuned one by one.
  const double spacing = 1.1e-9, fsr = 18e-9, local = 0.3e-9;
  const HeaterLaw law = cyclic_heater_law({nanometres(2.1), Length{local}}, Length{fsr}, Length{spacing}, 16);
  HeaterBank bank;
  bank.grid.spacing = Length{spacing};
  bank.fsr = Length{fsr};
  bank.range = Length{1};
  bank.assignment = Assignment::cyclic;
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  const double shared = std::sqrt(2.1e-9 * 2.1e-9 - local * local);
  Moments moments;
  for (int made = 0; made < 2000; ++made) {
    const double common = shared * normal(random) - law.blue_bias.si;
    std::vector<double> offset(16);
    for (double& one : offset) one = common + local * normal(random);
    double sum = 0;
    for (double shift : tune_bank(bank, offset).shift_m) sum += shift;
    moments.add(sum / 16);
  }
  const double error = std::sqrt(moments.variance() * (1.0 / 2000 + 1.0 / 256));
  EXPECT_NEAR(law.mean_shift.si, moments.mean(), 4 * error);
}

TEST(HeaterLaw, NoSpreadNoHeat) {
  EXPECT_EQ(fixed_heater_law(Length{0}, nanometres(18)).mean_shift.si, 0);
  EXPECT_NEAR(cyclic_heater_law({}, nanometres(18), nanometres(1.1), 16).mean_shift.si, 0, 1e-15);
}

}  // namespace
}  // namespace tron::circuit
