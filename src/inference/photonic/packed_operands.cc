#include "inference/photonic/photonic_kernel.h"

namespace tron::inference {

namespace {

/// Sizes a vector for a packer that writes all of it, or only parts of cleared places.
template <class Vector>
void reshape(Vector& vector, std::size_t size, bool partly) {
  if (partly) {
    vector.assign(size, 0);
  } else {
    vector.resize(size);
  }
}

}  // namespace

void PackedRings::shape(std::size_t rows, std::size_t columns, std::size_t channels) {
  k = rows, n = columns, wavelengths = channels;
  tiles = divide_up(rows, channels), blocks = divide_up(columns, kBlockColumns);
  const bool partly = rows % channels != 0 || channels % 4 != 0 || columns % kBlockColumns != 0;
  reshape(difference, difference_at(blocks, 0), partly);
  reshape(total, total_at(blocks, 0), partly);
  scale.clear();
}

void PackedLight::shape(std::size_t nrows, std::size_t k, std::size_t channels) {
  rows = nrows, wavelengths = channels, tiles = divide_up(k, channels);
  const bool partly = k % channels != 0 || channels % 4 != 0 || nrows % kRowsTogether != 0;
  reshape(difference, round_up(rows, kRowsTogether) * tiles * wavelengths, partly);
  reshape(total, round_up(rows, kRowsTogether) * tiles * quads() * 4, partly);
  scale.clear();
}

}  // namespace tron::inference
