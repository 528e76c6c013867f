#include "circuit/laser_rules.h"

#include <cmath>

namespace tron::circuit {

PowerDbm crosslight_laser_power(PowerDbm sensitivity, Decibel loss, int wavelengths) {
  return sensitivity + (loss + Decibel::from_ratio(wavelengths));
}

Decibel lightening_insertion_loss(int width, int height) {
  return {2 * (0.1 * (width - 1) + 0.95) + 0.1 * std::ceil(std::log2(height))};
}

Power lightening_laser_power(PowerDbm sensitivity, int width, int height, double wall_plug_efficiency,
                             int bits) {
  const Decibel loss = lightening_insertion_loss(width, height) + Decibel::from_ratio(height);
  return (sensitivity + loss).power() * (std::exp2(bits) / wall_plug_efficiency);
}

Power simphony_laser_power(PowerDbm sensitivity, int width, int height, double wall_plug_efficiency, int bits,
                           Decibel extinction_ratio) {
  return lightening_laser_power(sensitivity, width, height, wall_plug_efficiency, bits) /
         (1 - 1 / extinction_ratio.ratio());
}

Decibel kentucky_loss(int n, int rows, double pitch) {
  return {1.6 + 0.3 * n * pitch + 4 + 0.01 * (n - 1) + (10 * std::log10(n) + 0.01 * std::log2(rows)) + 0.01 +
          0.01 * (n - 1)};
}

int kentucky_largest_row(PowerDbm laser, PowerDbm sensitivity, int rows, double pitch, Decibel penalty) {
  int n = 0;
  while (laser - kentucky_loss(n + 1, rows, pitch) - penalty >= sensitivity) ++n;
  return n;
}

}  // namespace tron::circuit
