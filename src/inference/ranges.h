#pragma once

#include <vector>

#include "inference/elementwise/elementwise.h"
#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// Ranges of every product head and of every element-wise step, by calibration. Empty lists stand for zero
/// ranges, which the digital engine and the exact operations take.
struct Ranges {
  std::vector<std::vector<ProductRange>> products;  ///< [step][head]; empty for other steps
  std::vector<ElementRange> elements;               ///< [step]
};

}  // namespace tron::inference
