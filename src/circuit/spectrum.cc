#include "circuit/spectrum.h"

#include <algorithm>

namespace tron {

std::vector<double> bus_spectrum(const Bank& bank, std::span<const double> detuning_m,
                                 std::span<const double> wavelength_m) {
  const WdmGrid& grid = bank.design().grid;
  std::vector<double> out;
  out.reserve(wavelength_m.size());
  for (double wavelength : wavelength_m) {
    double power = 1;
    for (int j = 0; j < bank.channels(); ++j) {
      const RingShape& ring = bank.rings().ring(j);
      const double distance = wavelength - grid.wavelength_m(j) - detuning_m[static_cast<std::size_t>(j)];
      power *= ring.through_at(ring.s_at(distance));
    }
    out.push_back(power);
  }
  return out;
}

std::vector<double> spectrum_wavelengths(const WdmGrid& grid, int points) {
  const double low = grid.wavelength_m(0) - grid.spacing.si / 2;
  const double high = grid.wavelength_m(grid.channels - 1) + grid.spacing.si / 2;
  std::vector<double> out;
  for (int i = 0; i < points; ++i) out.push_back(low + (high - low) * i / (points - 1));
  for (int i = 0; i < grid.channels; ++i) out.push_back(grid.wavelength_m(i));
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace tron
