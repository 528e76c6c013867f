#include "inference/batch_value.h"

#include "base/error.h"

namespace tron::inference {

std::vector<std::uint32_t> row_positions(const BatchValue& value, std::size_t first_sample) {
  constexpr std::size_t kMaxSamples = (std::size_t{1} << 32) / kMaxTokens;
  if (first_sample + value.samples() > kMaxSamples) {
    throw InputError({"", 0, 0, "data"}, std::to_string(first_sample + value.samples()) + " samples",
                     "at most " + std::to_string(kMaxSamples));
  }
  std::vector<std::uint32_t> positions;
  positions.reserve(value.matrix.rows);
  for (std::size_t s = 0; s < value.samples(); ++s) {
    const std::size_t first = value.token(s);
    if (first + value.rows(s) > kMaxTokens) {
      throw InputError({"", 0, 0, "sample " + std::to_string(first_sample + s)},
                       std::to_string(first + value.rows(s)) + " tokens",
                       "at most " + std::to_string(kMaxTokens));
    }
    for (std::size_t t = 0; t < value.rows(s); ++t) {
      positions.push_back(static_cast<std::uint32_t>((first_sample + s) * kMaxTokens + first + t));
    }
  }
  return positions;
}

}  // namespace tron::inference
