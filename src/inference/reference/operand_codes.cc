#include "inference/reference/operand_codes.h"

#include <algorithm>
#include <cmath>

#include "inference/photonic/photonic_kernel.h"
#include "inference/reference/operand_kernel.h"

namespace tron::inference {
namespace {

constexpr std::size_t kTogether = 16;  ///< rows that are quantized together

std::vector<float> column_maxima(const Chip& chip, const ProductSite& site, const OperandView& b) {
  if (site.dynamic) return std::vector<float>(b.n, site.range.b_max);
  std::vector<float> most(b.n);
  column_maxima(b, most.data());
  if (chip.operand.weight_scale == ScaleRule::per_tensor && b.n > 0) {
    std::fill(most.begin(), most.end(), *std::max_element(most.begin(), most.end()));
  }
  return most;
}

}  // namespace

OperandScale operand_scale(const Chip& chip, const ProductSite& site, const OperandView& b) {
  OperandScale scale{(1 << (chip.operand.bits - 1)) - 1, column_maxima(chip, site, b), {}};
  const auto levels = static_cast<float>(scale.levels);
  scale.inverse.resize(round_up(b.n, kBlockColumns));
  for (std::size_t n = 0; n < b.n; ++n) {
    const float most = scale.unit[n];
    scale.unit[n] = most / levels;
    scale.inverse[n] = most > 0 ? levels / most : 0;
  }
  return scale;
}

std::uint64_t block_levels(const OperandScale& scale, const OperandView& b, std::size_t column,
                           std::int32_t* out) {
  float values[kTogether * kBlockColumns] = {};
  std::uint64_t clipped = 0;
  for (std::size_t k = 0; k < b.k; k += kTogether) {
    const std::size_t rows = std::min(kTogether, b.k - k), columns = std::min(kBlockColumns, b.n - column);
    copy_window(b, k, rows, column, columns, values, kBlockColumns);
    clipped += quantize_rows(values, rows, scale.inverse.data() + column, scale.levels,
                             out + k * kBlockColumns, kBlockColumns);
  }
  return clipped;
}

OperandCodes operand_codes(const Chip& chip, const ProductSite& site, const OperandView& b,
                           std::uint64_t* clipped) {
  OperandScale scale = operand_scale(chip, site, b);
  OperandCodes out{std::vector<std::int32_t>(b.k * b.n), {}};
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
