#include "inference/calibration/magnitude_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tron::inference {
namespace {

constexpr int kLowExponent = -20, kHighExponent = 20, kBinsLog2 = 6;
constexpr int kBins = (kHighExponent - kLowExponent) << kBinsLog2;
constexpr int kMantissaBits = 23;

/// The float's exponent and leading mantissa bits, read as one number, are the bin.
int bin_of(float magnitude) {
  const int position =
      static_cast<int>(std::bit_cast<std::uint32_t>(magnitude) >> (kMantissaBits - kBinsLog2));
  return std::clamp(position - ((kLowExponent + 127) << kBinsLog2), 0, kBins - 1);
}

float upper_end(int bin) {
  const auto position = static_cast<std::uint32_t>(bin + 1 + ((kLowExponent + 127) << kBinsLog2));
  return std::bit_cast<float>(position << (kMantissaBits - kBinsLog2));
}

}  // namespace

void MagnitudeHistogram::add(float x, std::uint64_t times) {
  const float magnitude = std::abs(x);
  if (bins_.empty()) bins_.resize(kBins);
  bins_[bin_of(magnitude)] += times;
  count_ += times;
  maximum_ = std::max(maximum_, magnitude);
}

float MagnitudeHistogram::percentile(double percent) const {
  if (percent >= 100 || count_ == 0) return maximum_;
  const double wanted = percent / 100 * static_cast<double>(count_);
  std::uint64_t below = 0;
  for (int bin = 0; bin < kBins; ++bin) {
    below += bins_[bin];
    if (static_cast<double>(below) >= wanted) return std::min(upper_end(bin), maximum_);
  }
  return maximum_;
}

}  // namespace tron::inference
