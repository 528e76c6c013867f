#include "circuit/bank.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/error.h"
#include "circuit/crosstalk.h"

namespace tron::circuit {
namespace {

const std::vector<Compensation> kAll = {Compensation::none, Compensation::static_, Compensation::per_symbol};

BankDesign design(Signs signs = Signs::two_arm, Compensation compensation = Compensation::per_symbol,
                  int channels = 15) {
  BankDesign d;
  d.grid = {channels, nanometres(1550), nanometres(1.1)};
  d.ring = {nanometres(1550), 8000, nanometres(18), Decibel{25}, 0.9995};
  d.signs = signs;
  d.drive_range = nanometres(0.4);
  d.compensation = compensation;
  return d;
}

double between(double low, double high) {
  return low + (high - low) * (*rc::gen::resize(100, rc::gen::inRange(0, 1 << 24))) / double(1 << 24);
}

std::vector<double> any_values(int n) {
  std::vector<double> out(n);
  for (double& v : out)
    v = *rc::gen::element(0, 1, 2) == 0 ? *rc::gen::element(-1.0, 0.0, 1.0) : between(-1, 1);
  return out;
}

double worst_error(const Bank& bank, const std::vector<double>& wanted) {
  const auto got = bank.values(bank.respond(bank.calibrate(wanted), {}));
  double worst = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) worst = std::max(worst, std::abs(got[i] - wanted[i]));
  return worst;
}

RC_GTEST_PROP(Bank, PerSymbolReproducesAnyVector, ()) {
  BankDesign d = design(*rc::gen::element(Signs::two_arm, Signs::add_drop), Compensation::per_symbol,
                        *rc::gen::element(1, 2, 7, 15));
  d.ring.quality_factor = between(4000, 16000);
  const Bank bank(d);
  RC_ASSERT(worst_error(bank, any_values(bank.channels())) < 1e-9);
}

RC_GTEST_PROP(Bank, PerSymbolConvergesForCrowdedBanksToo, ()) {
  BankDesign d = design(*rc::gen::element(Signs::two_arm, Signs::add_drop), Compensation::per_symbol, 18);
  d.ring.quality_factor = between(3000, 20000);
  d.grid.spacing = nanometres(between(0.4, 1.0));
  d.drive_range = d.grid.spacing * between(0.1, 0.7);
  try {
    const Bank bank(d);
    RC_ASSERT(worst_error(bank, any_values(18)) * bank.full_scale() < 1e-9);
  } catch (const InputError&) {
    RC_SUCCEED("no vector is feasible");
  }
}

RC_GTEST_PROP(Bank, OneChannelIsTheSameUnderEveryCompensation, ()) {
  const Signs signs = *rc::gen::element(Signs::two_arm, Signs::add_drop);
  const std::vector<double> wanted = any_values(1);
  for (const Compensation c : kAll) {
    const Bank bank(design(signs, c, 1));
    RC_ASSERT(std::abs(bank.full_scale() - bank.isolated_full_scale()) < 1e-12);
    RC_ASSERT(worst_error(bank, wanted) < 1e-9);
  }
}

RC_GTEST_PROP(Bank, IsPassive, ()) {
  const Bank bank(design(*rc::gen::element(Signs::two_arm, Signs::add_drop), *rc::gen::elementOf(kAll)));
  RingShifts shifts;
  for (int arm = 0; arm < bank.arms(); ++arm) {
    for (int j = 0; j < bank.channels(); ++j) shifts.shift_m[arm].push_back(between(-0.3, 0.3) * 1e-9);
  }
  const Response r = bank.respond(bank.calibrate(any_values(bank.channels())), shifts);
  for (int i = 0; i < bank.channels(); ++i) {
    RC_ASSERT(r.plus[i] >= 0 && r.minus[i] >= 0);
    RC_ASSERT(r.plus[i] <= 1 && r.minus[i] <= 1);
    if (bank.arms() == 1) RC_ASSERT(r.plus[i] + r.minus[i] <= 1 + 1e-12);
  }
}

RC_GTEST_PROP(Bank, ResponseIsTheProductOfTheRingFactors, ()) {
  const Bank bank(design());
  const Drive drive = bank.calibrate(any_values(bank.channels()));
  RingShifts shifts;
  for (int arm = 0; arm < 2; ++arm) shifts.shift_m[arm].assign(bank.channels(), between(-0.2, 0.2) * 1e-9);
  const Response r = bank.respond(drive, shifts);
  for (int i = 0; i < bank.channels(); ++i) {
    double product[2] = {1, 1};
    for (int arm = 0; arm < 2; ++arm) {
      for (int j = 0; j < bank.channels(); ++j) {
        product[arm] *= bank.factor(i, j, drive.detuning_m[arm][j] + shifts.shift_m[arm][j]);
      }
    }
    RC_ASSERT(std::abs(r.plus[i] - product[0]) < 1e-11);
    RC_ASSERT(std::abs(r.minus[i] - product[1]) < 1e-11);
  }
}

TEST(Bank, AddDropWalksTheBusesLikeLight) {
  // Two rings by hand: the second drops what the first let through, past the first again on the drop bus.
  const Bank bank(design(Signs::add_drop, Compensation::none, 2));
  const Drive drive{{{0.1e-9, 0.2e-9}, {}}};
  MicroringParameters p = bank.design().ring;
  const AddDropRing first(p);
  p.wavelength = nanometres(1551.1);
  const AddDropRing second(p);
  const double t0 = first.through(1e-9), d0 = first.drop(1e-9);  // channel 1 lies 1.1 nm above ring 0
  const double t1 = second.through(-0.2e-9), d1 = second.drop(-0.2e-9);
  const Response r = bank.respond(drive, {});
  EXPECT_NEAR(r.minus[1], t0 * t1, 1e-12);
  EXPECT_NEAR(r.plus[1], d0 + t0 * d1 * t0, 1e-12);
  const double u0 = first.through(-0.1e-9), v0 = first.drop(-0.1e-9);
  EXPECT_NEAR(r.plus[0], v0 + u0 * u0 * second.drop(-1.3e-9), 1e-12);
}

TEST(Bank, CompensationPaysOff) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    double rms[3];
    for (int c = 0; c < 3; ++c) rms[c] = encoding_error(Bank(design(signs, kAll[c])), 200, 1).rms;
    EXPECT_LT(rms[1], rms[0]);
    EXPECT_LT(rms[2], 1e-6 * rms[1]);
  }
}

TEST(Bank, CrosstalkFallsWithQualityFactorAndSpacing) {
  double last = 1;
  for (const double q : {4000, 8000, 16000, 32000}) {
    BankDesign d = design(Signs::two_arm, Compensation::none);
    d.ring.quality_factor = q;
    d.drive_range = nanometres(0.4 * 8000 / q);
    const double rms = encoding_error(Bank(d), 50, 1).rms;
    EXPECT_LT(rms, last) << q;
    last = rms;
  }
  last = 1;
  for (const double spacing : {0.8, 1.0, 1.2, 1.5, 2.0}) {
    BankDesign d = design(Signs::two_arm, Compensation::none, 9);
    d.grid.spacing = nanometres(spacing);
    const double rms = encoding_error(Bank(d), 50, 1).rms;
    EXPECT_LT(rms, last) << spacing;
    last = rms;
  }
}

TEST(Bank, WithoutCrosstalkTheIsolatedFullScaleHolds) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    const Bank bank(design(signs, Compensation::none, 5));
    const std::vector<double> wanted = {-1, -0.3, 0, 0.5, 1};
    const Response r = bank.respond(bank.calibrate(wanted), {}, false);
    for (int i = 0; i < 5; ++i) {
      EXPECT_NEAR((r.plus[i] - r.minus[i]) / bank.isolated_full_scale(), wanted[i], 1e-9);
    }
  }
}

TEST(Bank, FullScaleWithoutCompensationIsTheMeanGain) {
  // Monte Carlo over neighbours' values against the quadrature of the constructor.
  const Bank bank(design(Signs::two_arm, Compensation::none));
  double sum = 0;
  constexpr int kVectors = 4000;
  for (int v = 0; v < kVectors; ++v) {
    std::vector<double> wanted(15);
    for (int j = 0; j < 15; ++j)
      wanted[j] = 2 * std::fmod((v * 15 + j) * 0.6180339887498949 + v * v * 0.414213562, 1.0) - 1;
    const Drive drive = bank.calibrate(wanted);
    for (int i = 0; i < 15; ++i) {
      double gain = 1;
      for (int j = 0; j < 15; ++j) gain *= j == i ? 1 : bank.factor(i, j, drive.detuning_m[0][j]);
      sum += gain / 15 / kVectors;
    }
  }
  EXPECT_NEAR(bank.full_scale() / bank.isolated_full_scale(), sum, 2e-4);
}

TEST(Bank, FullScaleShrinksWithWhatCompensationMustReach) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    const double none = Bank(design(signs, Compensation::none)).full_scale();
    const double fixed = Bank(design(signs, Compensation::static_)).full_scale();
    const double each = Bank(design(signs, Compensation::per_symbol)).full_scale();
    EXPECT_GT(none, fixed);
    EXPECT_GT(fixed, each);
    EXPECT_GT(each, 0.5);
  }
}

TEST(Bank, DriveIsUniformInDetuning) {
  BankDesign d = design();
  d.drive_bits = 6;
  const Bank bank(d);
  EXPECT_EQ(bank.codes(), 64);
  EXPECT_EQ(bank.code_detuning_m(0), 0);
  EXPECT_DOUBLE_EQ(bank.code_detuning_m(63), 0.4e-9);
  std::vector<double> wanted(15);
  for (int i = 0; i < 15; ++i) wanted[i] = std::sin(1.0 + i);
  const Drive drive = bank.calibrate(wanted);
  d.drive_bits = 0;
  const Drive fine = Bank(d).calibrate(wanted);
  for (int arm = 0; arm < 2; ++arm) {
    for (int j = 0; j < 15; ++j) {
      const double code = drive.detuning_m[arm][j] / 0.4e-9 * 63;
      EXPECT_NEAR(code, std::round(code), 1e-9);
      EXPECT_LE(std::abs(drive.detuning_m[arm][j] - fine.detuning_m[arm][j]), 0.4e-9 / 63 / 2 * (1 + 1e-9));
    }
  }
  EXPECT_THROW(Bank(d).code_detuning_m(1), std::logic_error);
}

TEST(Bank, FinerDrivesEncodeBetter) {
  double last = 1;
  for (const int bits : {4, 6, 8, 10, 12}) {
    BankDesign d = design();
    d.drive_bits = bits;
    const double rms = encoding_error(Bank(d), 50, 1).rms;
    EXPECT_LT(rms, 0.4 * last) << bits;
    last = rms;
  }
}

TEST(Bank, ValuesOutsideAreClamped) {
  const Bank bank(design(Signs::two_arm, Compensation::none, 2));
  const auto over = bank.calibrate(std::vector<double>{3, -3}),
             one = bank.calibrate(std::vector<double>{1, -1});
  for (int arm = 0; arm < 2; ++arm) EXPECT_EQ(over.detuning_m[arm], one.detuning_m[arm]);
}

TEST(Bank, RefusesDesignsThatCannotBeDriven) {
  const auto with = [](auto change) {
    BankDesign d = design();
    change(d);
    return d;
  };
  EXPECT_THROW(Bank(with([](auto& d) { d.grid.channels = 17; })), InputError);  // 17 x 1.1 nm > 18 nm
  EXPECT_THROW(Bank(with([](auto& d) { d.grid.channels = 0; })), InputError);
  EXPECT_THROW(Bank(with([](auto& d) { d.drive_range = nanometres(1.15); })),
               InputError);  // reaches the neighbour
  EXPECT_THROW(Bank(with([](auto& d) { d.drive_range = nanometres(10); })), InputError);
  EXPECT_THROW(Bank(with([](auto& d) { d.drive_bits = 40; })), InputError);
  EXPECT_THROW(Bank(with([](auto& d) { d.grid.spacing = {}; })), InputError);
}

}  // namespace
}  // namespace tron::circuit
