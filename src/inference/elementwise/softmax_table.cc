#include "inference/elementwise/softmax_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "inference/kernels/round_even.h"

namespace tron::inference {

SoftmaxTable::SoftmaxTable(const SoftmaxDesign& design)
    : exp_(design.exp_entries),
      exp_scale_(static_cast<float>((design.exp_entries - 1) / design.exp_range)),
      output_top_(static_cast<float>((1 << design.output_bits) - 1)),
      octaves_(std::max(1, static_cast<int>(std::ceil(std::log2(design.ln_range))))),
      per_octave_(std::max(1, design.ln_entries / octaves_)) {
  for (std::size_t i = 0; i < exp_.size(); ++i) {
    exp_[i] =
        static_cast<float>(std::exp(-design.exp_range * static_cast<double>(i) / (design.exp_entries - 1)));
  }
  for (int octave = 0; octave < octaves_; ++octave) {
    for (int i = 0; i < per_octave_; ++i) {
      ln_.push_back(static_cast<float>(octave * std::numbers::ln2 + std::log1p((i + 0.5) / per_octave_)));
    }
  }
}

float SoftmaxTable::exp_of(float difference) const {
  // Indices too large to be rounded lie beyond the table.
  const float index = round_even(-difference * exp_scale_);
  return index < static_cast<float>(exp_.size()) ? exp_[static_cast<std::size_t>(index)] : 0.0f;
}

float SoftmaxTable::ln_of(float sum) const {
  const auto bits = std::bit_cast<std::uint32_t>(std::max(sum, 1.0f));
  const int octave = static_cast<int>(bits >> 23) - 127;
  if (octave >= octaves_) return ln_.back();
  const std::uint64_t mantissa = bits & 0x7FFFFFu;
  return ln_[octave * per_octave_ + static_cast<int>(mantissa * per_octave_ >> 23)];
}

void SoftmaxTable::run(float* scores, std::size_t columns) const {
  const float top = *std::max_element(scores, scores + columns);
  float sum = 0;
  for (std::size_t c = 0; c < columns; ++c) sum += exp_of(scores[c] - top);
  const float shift = top + ln_of(sum);
  for (std::size_t c = 0; c < columns; ++c) {
    // The logarithm's rounding may leave the largest difference a little above zero.
    const float p = exp_of(std::min(scores[c] - shift, 0.0f));
    scores[c] = round_even(p * output_top_) / output_top_;
  }
}

}  // namespace tron::inference
