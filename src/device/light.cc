#include "device/light.h"

#include <cmath>

#include "base/numbers/constants.h"

namespace tron::device {

double Laser::relative_noise(Frequency bandwidth) const {
  return std::sqrt(rin.per_hertz() * bandwidth.si);
}

Time Waveguide::delay(Length length) const {
  return {group_index * length.si / constants::kSpeedOfLight};
}

Decibel split_loss(int ways, Decibel splitter_loss) {
  return Decibel::from_ratio(ways) + splitter_loss * std::ceil(std::log2(ways));
}

double Photodetector::shot_a2_per_hz(Current photocurrent) const {
  return 2 * constants::kElementaryCharge * (photocurrent + dark_current).si;
}

double Soa::gain_at(Power input) const {
  const double full = std::log(gain.ratio()), load = input / saturation_power;
  // ln G - ln G0 + (G - 1) load rises with G: bisection on ln G in [0, ln G0].
  double low = 0, high = full;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (middle - full + std::expm1(middle) * load > 0 ? high : low) = middle;
  }
  return std::exp((low + high) / 2);
}

Power Soa::spontaneous_emission(Power input, Length wavelength, Frequency bandwidth) const {
  const double photon_j = constants::kPlanck * constants::kSpeedOfLight / wavelength.si;
  return {noise_figure.ratio() / 2 * photon_j * (gain_at(input) - 1) * bandwidth.si};
}

}  // namespace tron::device
