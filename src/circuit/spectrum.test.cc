#include "circuit/spectrum.h"

#include <gtest/gtest.h>

namespace tron::circuit {
namespace {

Bank bank(Signs signs) {
  BankDesign d;
  d.grid = {5, nanometres(1550), nanometres(1.1)};
  d.ring = {nanometres(1550), 8000, nanometres(18), Decibel{25}, 0.999};
  d.signs = signs;
  d.drive_range = nanometres(0.4);
  return Bank(d);
}

TEST(Spectrum, IsTheResponseAtTheChannels) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    const Bank b = bank(signs);
    const Drive drive = b.calibrate(std::vector<double>{-1, -0.4, 0, 0.3, 1});
    RingShifts shifts;
    for (auto& arm : shifts.shift_m) arm = {0.01e-9, -0.02e-9, 0, 0.03e-9, 0.01e-9};
    const Response r = b.respond(drive, shifts);
    const auto points = spectrum(b, drive, shifts, nanometres(1550), nanometres(1554.4), 5);
    for (int i = 0; i < 5; ++i) {
      EXPECT_NEAR(points[i].wavelength_m, b.design().grid.wavelength_m(i), 1e-20);
      EXPECT_NEAR(points[i].plus, r.plus[i], 1e-9);
      EXPECT_NEAR(points[i].minus, r.minus[i], 1e-9);
    }
  }
}

TEST(Spectrum, HasADipAtEveryRestingRing) {
  const Bank b = bank(Signs::two_arm);
  const Drive rest = b.calibrate(std::vector<double>(5, 0.0));
  const auto points = spectrum(b, rest, {}, nanometres(1549.45), nanometres(1554.95), 501);
  int dips = 0;
  for (int k = 1; k < 500; ++k) {
    if (points[k].plus < points[k - 1].plus && points[k].plus < points[k + 1].plus) ++dips;
  }
  EXPECT_EQ(dips, 5);
}

}  // namespace
}  // namespace tron::circuit
