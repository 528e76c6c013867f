#include "circuit/crosstalk.h"

#include <cmath>

#include <gtest/gtest.h>

namespace tron::circuit {
namespace {

struct PublishedRow {
  double quality_factor, spacing_nm;
  int channels;
  double levels, bits;
};

TEST(GroupCrosstalk, ReproducesTheCheckValues) {
  const PublishedRow rows[] = {{8000, 1.2, 15, 50.4, 5.66},
                               {8000, 1.0, 15, 35.2, 5.14},
                               {16000, 1.2, 15, 201.0, 7.65},
                               {3100, 1.0, 18, 5.4, 2.43}};
  for (const PublishedRow& row : rows) {
    const GroupCrosstalk found =
        group_crosstalk({row.channels, nanometres(1550), nanometres(row.spacing_nm)}, row.quality_factor);
    EXPECT_NEAR(found.levels, row.levels, 0.05);
    EXPECT_NEAR(found.bits, row.bits, 0.005);
  }
}

BankDesign design(Compensation compensation) {
  BankDesign d;
  d.grid = {15, nanometres(1550), nanometres(1.2)};
  d.ring = {nanometres(1550), 8000, nanometres(20), Decibel{25}, 0.9995};
  d.drive_range = nanometres(0.4);
  d.compensation = compensation;
  return d;
}

TEST(CrosstalkMatrix, DecaysFromTheDiagonal) {
  const auto m = crosstalk_matrix(Bank(design(Compensation::none)), 0);
  for (int i = 0; i < 15; ++i) {
    EXPECT_NEAR(m[i][i], 1 - AllPassRing(Bank(design(Compensation::none)).design().ring).t_min(), 1e-7);
    for (int j = 0; j < i && i - j < 7; ++j) EXPECT_LT(m[i][j], m[i][j + 1]);
  }
}

TEST(CrosstalkMatrix, IsTheGroupsLorentzianNearResonance) {
  // A deep ring at rest takes phi(i, j) of a neighbour's light, up to the periodic line's tails.
  BankDesign d = design(Compensation::none);
  d.ring.extinction_ratio = Decibel{60};
  const auto m = crosstalk_matrix(Bank(d), 0);
  const double delta = 1550e-9 / 16000;
  EXPECT_NEAR(m[1][0] / (delta * delta / (1.2e-9 * 1.2e-9 + delta * delta)), 1, 0.02);
}

TEST(EncodingError, IsRepeatableAndShowsWhatCompensationSaves) {
  const Bank none(design(Compensation::none)), each(design(Compensation::per_symbol));
  const EncodingError a = encoding_error(none, 100, 7), b = encoding_error(none, 100, 7);
  EXPECT_EQ(a.rms, b.rms);
  EXPECT_NE(a.rms, encoding_error(none, 100, 8).rms);
  EXPECT_LT(a.rms, a.worst);
  EXPECT_LT(a.worst_bits, a.effective_bits);
  EXPECT_GT(encoding_error(each, 100, 7).worst_bits, 25);
  EXPECT_NEAR(a.worst_bits, std::log2(1 / (2 * a.worst)), 1e-12);
  // A quantiser of magnitudes with 2^-n between levels errs by 2^-n / sqrt(12).
  EXPECT_NEAR(std::exp2(-a.effective_bits) / std::sqrt(12), a.rms, 1e-12);
}

TEST(EncodingError, ShiftedRingsAreSeen) {
  const Bank bank(design(Compensation::per_symbol));
  double last = encoding_error(bank, 50, 1).rms;
  for (const double shift_nm : {0.001, 0.01, 0.05}) {
    RingShifts shifts;
    for (auto& arm : shifts.shift_m) arm.assign(15, shift_nm * 1e-9);
    const double now = encoding_error(bank, 50, 1, shifts).rms;
    EXPECT_GT(now, last);
    last = now;
  }
}

TEST(Homodyne, BeatsWithTheSignal) {
  EXPECT_DOUBLE_EQ(homodyne_error(0.0001), 0.0201);
  EXPECT_DOUBLE_EQ(homodyne_error(0.01, 0), 0.01);
  EXPECT_DOUBLE_EQ(homodyne_error(0.01, -0.5), 0.11);
}

}  // namespace
}  // namespace tron::circuit
