#include "inference/operand_levels.h"

#include <algorithm>
#include <cmath>

#include "inference/imprint.h"

namespace tron {
namespace {

std::vector<float> column_maxima(const Chip& chip, const ProductSite& site, const OperandView& b) {
  if (site.dynamic) return std::vector<float>(b.n, site.range.b_max);
  std::vector<float> most(b.n, 0.0f);
  for (std::size_t k = 0; k < b.k; ++k) {
    for (std::size_t n = 0; n < b.n; ++n) most[n] = std::max(most[n], std::abs(b(k, n)));
  }
  if (chip.operand.weight_scale == ScaleRule::per_tensor && b.n > 0) {
    std::fill(most.begin(), most.end(), *std::max_element(most.begin(), most.end()));
  }
  return most;
}

}  // namespace

OperandLevels operand_levels(const Chip& chip, const ProductSite& site, const OperandView& b,
                             std::uint64_t* clipped) {
  const std::int32_t levels = (1 << (chip.operand.bits - 1)) - 1;
  const std::vector<float> most = column_maxima(chip, site, b);
  OperandLevels out{std::vector<std::int32_t>(b.k * b.n), std::vector<float>(b.n)};
  std::vector<float> inverse(b.n);
  for (std::size_t n = 0; n < b.n; ++n) {
    out.unit[n] = most[n] / static_cast<float>(levels);
    inverse[n] = most[n] > 0 ? static_cast<float>(levels) / most[n] : 0;
  }
  for (std::size_t k = 0; k < b.k; ++k) {
    for (std::size_t n = 0; n < b.n; ++n)
      out.level[k * b.n + n] = quantize(b(k, n), inverse[n], levels, clipped);
  }
  return out;
}

}  // namespace tron
