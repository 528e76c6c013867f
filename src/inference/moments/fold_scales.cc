#include "inference/moments/moments_kernel.h"

namespace tron::inference {
namespace {

/// What one tile of one row or column adds, from its scale and its sums.
struct TileWeight {
  double total = 0, squares = 0;
  void store(float scale, float* field, std::size_t stride) const {
    const double square = double{scale} * scale;
    field[0] = static_cast<float>(square);
    field[stride] = static_cast<float>(square * total);
    field[2 * stride] = static_cast<float>(square * total * total);
    field[3 * stride] = static_cast<float>(squares);
  }
};

}  // namespace

OperandSums fold_scales(PackedLight& a) {
  OperandSums out;
  out.tiles.resize(a.rows * a.tiles * kTileFields);
  const std::size_t bytes = a.quads() * 4;
  for (std::size_t at = 0; at < a.rows * a.tiles; ++at) {
    TileWeight tile;
    for (std::size_t i = 0; i < bytes; ++i) tile.total += a.total[at * bytes + i];
    for (std::size_t w = 0; w < a.wavelengths; ++w) {
      float& value = a.difference[at * a.wavelengths + w];
      value *= a.scale[at];
      tile.squares += double{value} * value;
    }
    tile.store(a.scale[at], out.tiles.data() + at * kTileFields, 1);
  }
  a.scale.clear();
  return out;
}

OperandSums fold_scales(PackedRings& b) {
  OperandSums out;
  out.tiles.resize(b.blocks * b.tiles * kTileFields * kBlockColumns);
  for (std::size_t block = 0; block < b.blocks; ++block) {
    for (std::size_t t = 0; t < b.tiles; ++t) {
      const std::size_t at = block * b.tiles + t;
      for (std::size_t c = 0; c < kBlockColumns; ++c) {
        const float scale = b.scale[at * kBlockColumns + c];
        TileWeight tile;
        for (std::size_t i = 0; i < b.quads() * 4; ++i)
          tile.total += b.total[b.total_at(block, t) + (i / 4 * kBlockColumns + c) * 4 + i % 4];
        for (std::size_t w = 0; w < b.wavelengths; ++w) {
          float& value = b.difference[b.difference_at(block, t) + w * kBlockColumns + c];
          value *= scale;
          tile.squares += double{value} * value;
        }
        tile.store(scale, out.tiles.data() + at * kTileFields * kBlockColumns + c, kBlockColumns);
      }
    }
  }
  b.scale.clear();
  return out;
}

}  // namespace tron::inference
