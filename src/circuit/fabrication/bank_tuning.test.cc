#include "circuit/fabrication/bank_tuning.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/numbers/philox.h"
#include "base/numbers/statistics.h"

namespace tron::circuit {
namespace {

constexpr double kFsr = 18e-9, kSpacing = 1.1e-9;

HeaterBank bank(int channels, Assignment assignment, double coupling = 0, double range = 10) {
  return {{channels, nanometres(1550), {kSpacing}},
          {kFsr},
          {kFsr * range},
          assignment,
          inverse_of(thermal_coupling_matrix(channels, coupling, 0.5))};
}

std::vector<double> offsets(std::uint32_t number, int channels, double sigma, double bias) {
  std::vector<double> out;
  for (int j = 0; j < channels; ++j) {
    const auto w = Philox::block({static_cast<std::uint32_t>(j), number, 0, 77}, {1, 2});
    out.push_back(sigma * normal_quantile(uniform_open(w[0], w[1])) - bias);
  }
  return out;
}

double total(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0);
}

TEST(TuneBank, FixedNeedsTheClosedFormOnAverage) {
  for (const double nm : {0.5, 2.1, 7.1, 12.0}) {
    const Length sigma = nanometres(nm), bias = design_bias(sigma, {kFsr});
    Moments shift;
    for (std::uint32_t b = 0; b < 4000; ++b) {
      for (double s : tune_bank(bank(4, Assignment::fixed), offsets(b, 4, sigma.si, bias.si)).shift_m)
        shift.add(s);
    }
    const double error = 4.5 * std::sqrt(shift.variance() / 16000);
    EXPECT_NEAR(shift.mean(), mean_fixed_shift(sigma, {kFsr}, bias).si, error) << nm;
  }
}

TEST(TuneBank, BothWaysNeedsTheMeanOfTheSize) {
  Moments shift;
  for (std::uint32_t b = 0; b < 4000; ++b) {
    for (double s : tune_bank(bank(4, Assignment::both_ways), offsets(b, 4, 2e-9, 0)).shift_m) shift.add(s);
  }
  EXPECT_NEAR(shift.mean(), std::sqrt(2 / 3.14159265358979) * 2e-9,
              4.5 * std::sqrt(shift.variance() / 16000));
}

TEST(DesignBias, IsWhereWarmingTakesLeast) {
  for (const double nm : {0.5, 2.1, 4.0}) {
    const Length sigma = nanometres(nm), best = design_bias(sigma, {kFsr});
    for (const double other : {0.9, 1.1}) {
      EXPECT_LT(mean_fixed_shift(sigma, {kFsr}, best).si, mean_fixed_shift(sigma, {kFsr}, best * other).si);
    }
  }
  EXPECT_EQ(design_bias(nanometres(10), {kFsr}).si, 0) << "a spread as wide as the range has no better side";
  EXPECT_NEAR(mean_fixed_shift(nanometres(2.1), {kFsr}, design_bias(nanometres(2.1), {kFsr})).si * 1e9 / 2.1,
              2.07, 0.005)
      << "the audited set's heater_shift";
}

// Every assignment of rings to channels, tried out.
TEST(TuneBank, CyclicIsTheBestOfAllAssignments) {
  constexpr int kRings = 6;
  for (std::uint32_t b = 0; b < 60; ++b) {
    const std::vector<double> offset = offsets(b, kRings, 2e-9, 1e-9);
    std::vector<int> channel(kRings);
    std::iota(channel.begin(), channel.end(), 0);
    double least = 1;
    do {
      double sum = 0;
      for (int j = 0; j < kRings; ++j) {
        const double way = std::fmod((channel[j] - j) * kSpacing - offset[j], kFsr);
        sum += way < 0 ? way + kFsr : way;
      }
      least = std::min(least, sum);
    } while (std::next_permutation(channel.begin(), channel.end()));
    const BankTuning tuning = tune_bank(bank(kRings, Assignment::cyclic), offset);
    EXPECT_NEAR(total(tuning.shift_m) / least, 1, 1e-9) << b;
  }
}

// A bank that stands x past its channels goes on to the k-th next one, k = ceil(x / spacing), and its k last
// rings cross the 0.4 nm that 16 channels of 1.1 nm leave of the FSR. Over all x that is 0.75 nm.
TEST(TuneBank, CyclicTakesAWholeBanksOffsetToTheNextChannel) {
  Moments shift;
  for (int step = 0; step < 18000; ++step) {
    const std::vector<double> offset(16, (step + 0.5) * 1e-12);
    shift.add(total(tune_bank(bank(16, Assignment::cyclic), offset).shift_m) / 16);
  }
  double wanted = 0.4 * 0.2;
  for (int k = 1; k <= 16; ++k) wanted += 1.1 * (0.55 + k * 0.4 / 16);
  EXPECT_NEAR(shift.mean() * 1e9, wanted / 18, 0.001);
}

RC_GTEST_PROP(TuneBank, HeatersMakeTheShiftsAndNeverCool, ()) {
  const auto number = *rc::gen::arbitrary<std::uint32_t>();
  const auto assignment = *rc::gen::element(Assignment::fixed, Assignment::cyclic);
  const HeaterBank b = bank(16, assignment, 0.1, *rc::gen::element(0.3, 1.0, 10.0));
  const BankTuning t = tune_bank(b, offsets(number, 16, 0.4e-9, 2e-9));
  const SymmetricMatrix k = thermal_coupling_matrix(16, 0.1, 0.5);
  std::vector<int> served(16);
  for (int i = 0; i < 16; ++i) {
    ++served[t.channel[i]];
    RC_ASSERT(t.power_m[i] >= 0);
    double sum = 0;
    for (int j = 0; j < 16; ++j) sum += k(i, j) * t.power_m[j];
    RC_ASSERT(std::abs(sum - t.shift_m[i]) < 1e-15);
    RC_ASSERT(t.parked[i] || t.power_m[i] <= b.range.si * (1 + 1e-9));
    RC_ASSERT(t.parked[i] || t.rest_m[i] == 0);
  }
  RC_ASSERT(std::all_of(served.begin(), served.end(), [](int n) { return n == 1; }));
}

TEST(TuneBank, ARingOutOfReachRestsHalfwayBetweenChannels) {
  std::vector<double> offset(16, -1e-9);
  offset[5] = 0.3e-9;  // past its channel: a whole order to go
  const BankTuning t = tune_bank(bank(16, Assignment::fixed, 0, 0.5), offset);
  EXPECT_EQ(t.out_of_reach, 1);
  EXPECT_EQ(std::count(t.parked.begin(), t.parked.end(), true), 1);
  ASSERT_TRUE(t.parked[5]);
  const double away = std::abs(std::remainder(t.rest_m[5], kSpacing));
  EXPECT_NEAR(away, kSpacing / 2, 1e-15);
  EXPECT_LT(t.shift_m[5], kSpacing);
  EXPECT_EQ(tune_bank(bank(16, Assignment::fixed, 0, 1), offset).out_of_reach, 0);
}

TEST(ParkChannels, ParksTheRingsThatServeThem) {
  BankTuning t = tune_bank(bank(4, Assignment::cyclic), std::vector<double>(4, -0.2e-9));
  const std::vector<int> lost = {2};
  park_channels(bank(4, Assignment::cyclic), lost, t);
  for (int j = 0; j < 4; ++j) EXPECT_EQ(t.parked[j], t.channel[j] == 2);
  EXPECT_EQ(t.out_of_reach, 0) << "none of them was";
}

TEST(InverseOf, UndoesTheCoupling) {
  const SymmetricMatrix k = thermal_coupling_matrix(7, 0.1, 0.5), inverse = inverse_of(k);
  for (int i = 0; i < 7; ++i) {
    for (int j = 0; j < 7; ++j) {
      double sum = 0;
      for (int m = 0; m < 7; ++m) sum += k(i, m) * inverse(m, j);
      EXPECT_NEAR(sum, i == j, 1e-12);
    }
  }
  EXPECT_EQ(inverse_of(thermal_coupling_matrix(7, 0, 0.5)).n, 0);
}

}  // namespace
}  // namespace tron::circuit
