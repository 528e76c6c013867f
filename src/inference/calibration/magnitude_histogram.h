#pragma once

#include <cstdint>
#include <vector>

#include "rooms.h"

namespace tron::inference {

/// Magnitudes of floats by logarithmic bins, 64 an octave from 2^-20 to 2^20 (beyond, the outermost bins):
/// percentiles to 1.6 %, whatever the order of the values.
class MagnitudeHistogram {
 public:
  void add(float x, std::uint64_t times = 1);
  std::uint64_t count() const { return count_; }
  float maximum() const { return maximum_; }
  /// A magnitude that at least `percent` of the values do not pass: the upper end of their bin, at most the
  /// maximum. 100 gives the maximum exactly, an empty histogram 0.
  float percentile(double percent) const;

 private:
  std::vector<std::uint64_t> bins_;  ///< made at the first value
  std::uint64_t count_ = 0;
  float maximum_ = 0;
};

}  // namespace tron::inference
