#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chip/chip.h"
#include "inference/evaluate.h"
#include "rooms.h"

namespace tron::study {

/// How much of the light at a detector the partial sums of a network use. Shares are of a full row: every
/// channel fully open on one side of the balanced detector, which the link budget counts with.
struct PartialSums {
  double light_scale = 0, weight_scale = 0,
         dynamic_scale = 0;                   ///< Bank::full_scale() of inputs, weights, X^T and V
  double typical = 0;                         ///< rms of all products' partial sums
  double largest = 0;                         ///< the largest that an ADC's range was set for
  double typical_bits = 0, largest_bits = 0;  ///< usable bits of a row that is lit with that share alone
  double adc_share = 0;                       ///< typical, of the ADC's range: mean square over products
  std::string faintest;                       ///< step whose typical partial sum is the smallest
  double faintest_share = 0;

  /// A setting that would make the banks span more of the light, where they span less than half of it.
  struct Hint {
    std::string setting, now, then;    ///< "bank.drive_range", "0.2 nm", "0.4 nm"
    double scale = 0, scale_then = 0;  ///< light_scale x weight_scale
  };
  std::optional<Hint> hint;
};

/// `settings`: those that the chip was loaded with. Nothing where calibration found no partial sums. The bits
/// are those of eq. 8 of Al-Qadasi et al. at that share of the light (detector_enob): what both arms receive
/// besides the difference is not in it.
std::optional<PartialSums> partial_sums_of(const Chip& chip, const std::vector<std::string>& settings,
                                           const Evaluation& evaluation);

}  // namespace tron::study
