#include "inference/photonic_kernel.h"

namespace tron {

void PackedRings::shape(std::size_t rows, std::size_t columns, std::size_t channels) {
  k = rows, n = columns, wavelengths = channels;
  tiles = divide_up(rows, channels), blocks = divide_up(columns, kBlockColumns);
  difference.assign(difference_at(blocks, 0), 0.0f);
  total.assign(total_at(blocks, 0), 0);
}

void PackedLight::shape(std::size_t nrows, std::size_t k, std::size_t channels) {
  rows = nrows, wavelengths = channels, tiles = divide_up(k, channels);
  difference.assign(round_up(rows, kRowsTogether) * tiles * wavelengths, 0.0f);
  total.assign(round_up(rows, kRowsTogether) * tiles * quads() * 4, 0);
}

}  // namespace tron
