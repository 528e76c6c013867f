#include "circuit/spectrum.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron {
namespace {

Bank example_bank(int channels) {
  BankDesign d;
  d.grid = {channels, nanometres(1550), nanometres(1.1)};
  d.ring = {nanometres(1550), 8000, nanometres(18), Decibel{25}, 0.9995};
  d.drive_range = nanometres(0.4);
  return Bank(d);
}

RC_GTEST_PROP(Spectrum, IsTheProductOfTheFactorsAtEveryChannel, ()) {
  const int channels = *rc::gen::inRange(1, 12);
  const Bank bank = example_bank(channels);
  std::vector<double> detuning, wavelength;
  for (int i = 0; i < channels; ++i) {
    detuning.push_back(*rc::gen::inRange(0, 400) * 1e-12);
    wavelength.push_back(bank.design().grid.wavelength_m(i));
  }
  const std::vector<double> spectrum = bus_spectrum(bank, detuning, wavelength);
  for (int i = 0; i < channels; ++i) {
    double product = 1;
    for (int j = 0; j < channels; ++j) product *= bank.factor(i, j, detuning[static_cast<std::size_t>(j)]);
    RC_ASSERT(std::abs(spectrum[static_cast<std::size_t>(i)] - product) < 1e-9);
  }
}

TEST(Spectrum, RepeatsAfterTheFreeSpectralRange) {
  const Bank bank = example_bank(5);
  const std::vector<double> rest(5, 0.0);
  const std::vector<double> here{1550.3e-9, 1551.1e-9};
  const std::vector<double> there{1568.3e-9, 1569.1e-9};
  const auto a = bus_spectrum(bank, rest, here), b = bus_spectrum(bank, rest, there);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-9);
}

TEST(Spectrum, IsDeepestOnResonance) {
  const Bank bank = example_bank(1);
  const auto power =
      bus_spectrum(bank, std::vector<double>{0}, std::vector<double>{1550e-9, 1550.05e-9, 1559e-9});
  EXPECT_LT(power[0], power[1]);
  EXPECT_LT(power[1], power[2]);
  EXPECT_NEAR(10 * std::log10(power[2] / power[0]), 25, 1e-6);  // the stated extinction ratio
}

TEST(SpectrumWavelengths, HoldEveryChannel) {
  const WdmGrid grid{3, nanometres(1550), nanometres(1)};
  const auto wavelengths = spectrum_wavelengths(grid, 7);
  ASSERT_EQ(wavelengths.size(), 10u);
  EXPECT_NEAR(wavelengths.front(), 1549.5e-9, 1e-15);
  EXPECT_NEAR(wavelengths.back(), 1552.5e-9, 1e-15);
  EXPECT_TRUE(std::is_sorted(wavelengths.begin(), wavelengths.end()));
  for (int i = 0; i < 3; ++i) {
    EXPECT_NE(std::find(wavelengths.begin(), wavelengths.end(), grid.wavelength_m(i)), wavelengths.end());
  }
}

}  // namespace
}  // namespace tron
