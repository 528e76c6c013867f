#include "inference/reference/operand_codes.h"

#include <algorithm>
#include <cmath>

#include "inference/photonic/photonic_kernel.h"
#include "inference/reference/operand_kernel.h"

namespace tron::inference {
namespace {

constexpr std::size_t kTogether = 16;  ///< rows that are quantized together

std::vector<float> whole_maxima(const Chip& chip, const ProductSite& site, const OperandView& b) {
  if (site.dynamic) return std::vector<float>(b.n, site.range.b_max);
  std::vector<float> most(b.n);
  column_maxima(b, most.data());
  if (chip.operand.weight_scale == ScaleRule::per_tensor && b.n > 0) {
    std::fill(most.begin(), most.end(), *std::max_element(most.begin(), most.end()));
  }
  return most;
}

std::vector<float> tile_maxima(const OperandView& b, std::size_t depth) {
  std::vector<float> most(divide_up(b.k, depth) * b.n);
  for (std::size_t k = 0; k < b.k; k += depth) {
    OperandView tile = b;
    tile.data += k * b.k_stride, tile.k = std::min(depth, b.k - k);
    column_maxima(tile, most.data() + k / depth * b.n);
  }
  return most;
}

}  // namespace

OperandScale operand_scale(const Chip& chip, const ProductSite& site, const OperandView& b) {
  OperandScale scale;
  scale.levels = (1 << (chip.operand.bits - 1)) - 1;
  const bool per_tile = chip.operand.weight_scale == ScaleRule::per_tile;
  scale.depth = per_tile ? static_cast<std::size_t>(chip.attention.wavelengths) : b.k;
  scale.unit = per_tile ? tile_maxima(b, scale.depth) : whole_maxima(chip, site, b);
  if (b.n == 0) return scale;
  const auto levels = static_cast<float>(scale.levels);
  const std::size_t tiles = scale.unit.size() / b.n, stride = round_up(b.n, kBlockColumns);
  scale.inverse.resize(tiles * stride);
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    for (std::size_t n = 0; n < b.n; ++n) {
      float& unit = scale.unit[tile * b.n + n];
      scale.inverse[tile * stride + n] = unit > 0 ? levels / unit : 0;
      unit /= levels;
    }
  }
  return scale;
}

std::uint64_t block_levels(const OperandScale& scale, const OperandView& b, std::size_t column,
                           std::int32_t* out) {
  float values[kTogether * kBlockColumns] = {};
  std::uint64_t clipped = 0;
  const std::size_t columns = std::min(kBlockColumns, b.n - column), stride = round_up(b.n, kBlockColumns);
  for (std::size_t k = 0, rows = 0; k < b.k; k += rows) {
    const std::size_t tile = k / scale.depth;
    rows = std::min({kTogether, b.k - k, (tile + 1) * scale.depth - k});
    copy_window(b, k, rows, column, columns, values, kBlockColumns);
    clipped += quantize_rows(values, rows, scale.inverse.data() + tile * stride + column, scale.levels,
                             out + k * kBlockColumns, kBlockColumns);
  }
  return clipped;
}

OperandCodes operand_codes(const Chip& chip, const ProductSite& site, const OperandView& b,
                           std::uint64_t* clipped) {
  OperandScale scale = operand_scale(chip, site, b);
  OperandCodes out{std::vector<std::int32_t>(b.k * b.n), scale.depth, {}};
  std::vector<std::int32_t> block(b.k * kBlockColumns);
  for (std::size_t n = 0; n < b.n; n += kBlockColumns) {
    *clipped += block_levels(scale, b, n, block.data());
    for (std::size_t k = 0; k < b.k; ++k) {
      std::copy_n(block.data() + k * kBlockColumns, std::min(kBlockColumns, b.n - n),
                  out.level.data() + k * b.n + n);
    }
  }
  out.unit = std::move(scale.unit);
  return out;
}

}  // namespace tron::inference
