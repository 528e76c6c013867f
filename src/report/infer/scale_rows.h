#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inference/evaluate.h"
#include "rooms.h"

namespace tron::report {

/// One product's scales, ready to be shown.
struct ScaleRow {
  std::string step;  ///< Step::name
  int layer = -1;
  double a_max = 0, a_rms = 0, partial_max = 0;
  std::uint64_t values = 0, outliers = 0;
  double crest() const { return a_rms > 0 ? a_max / a_rms : 0; }
};

/// A row a product, in order of the program.
std::vector<ScaleRow> scale_rows(const Evaluation& evaluation);
/// The product of each layer whose scale leaves the usual value the fewest of its steps: the largest crest;
/// counts summed over the layer. Context products are left out: probabilities are wide by nature and end
/// at 1.
std::vector<ScaleRow> layer_rows(const Evaluation& evaluation);

}  // namespace tron::report
