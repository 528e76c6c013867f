#include "circuit/spectrum.h"

namespace tron::circuit {
namespace {

struct Ports {
  double through = 1, drop = 0;
};

/// Light of one wavelength along one bus, ring after ring; what is dropped passes the earlier rings again.
Ports walk(const Bank& bank, const std::vector<double>& detuning, const std::vector<double>& shift,
           double wavelength_m) {
  Ports out;
  double passed_twice = 1;
  for (int j = 0; j < bank.channels(); ++j) {
    const RingShape& ring = bank.rings().ring(j);
    const double moved = detuning[j] + (shift.empty() ? 0 : shift[j]);
    const double s = ring.s_at(wavelength_m - bank.design().grid.wavelength_m(j) - moved);
    const double through = ring.through_at(s);
    out.through *= through;
    out.drop += passed_twice * ring.drop_at(s);
    passed_twice *= through * through;
  }
  return out;
}

}  // namespace

std::vector<SpectrumPoint> spectrum(const Bank& bank, const Drive& drive, const RingShifts& shifts,
                                    Length from, Length to, int points) {
  std::vector<SpectrumPoint> out;
  for (int k = 0; k < points; ++k) {
    const double wavelength_m = points > 1 ? from.si + (to.si - from.si) * k / (points - 1) : from.si;
    const Ports first = walk(bank, drive.detuning_m[0], shifts.shift_m[0], wavelength_m);
    if (bank.arms() == 1) {
      out.push_back({wavelength_m, first.drop, first.through});
    } else {
      const Ports second = walk(bank, drive.detuning_m[1], shifts.shift_m[1], wavelength_m);
      out.push_back({wavelength_m, first.through, second.through});
    }
  }
  return out;
}

}  // namespace tron::circuit
