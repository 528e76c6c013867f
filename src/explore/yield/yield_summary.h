#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/numbers/statistics.h"
#include "explore/yield/yield_study.h"
#include "rooms.h"

namespace tron::explore {

/// Where a chip has to be: at most `points` below the nominal chip, or at least `absolute`.
struct YieldLimit {
  double points = 0.01;
  std::optional<double> absolute;
};

/// Spread of chips' accuracies, told apart from what finite samples and the noise of detection add. Chips x
/// parts of the samples as a two-way layout without replication: the mean square of the interaction is what
/// samples and noise do to the difference of two chips; what the mean square of the chips has beyond it is
/// the chips' own (Scheffe, The Analysis of Variance, 1959, ch. 7). How hard the samples are is common to
/// all chips and drops out.
struct YieldSpread {
  std::size_t chips = 0;
  double mean = 0;
  double seen_sigma = 0;   ///< of the chips' figures
  double own_sigma = 0;    ///< of the chips themselves; 0 where the layout shows none
  double error_sigma = 0;  ///< of one chip's figure beside the others'
};
YieldSpread yield_spread(std::span<const YieldCounts> chips);

/// Share of chips at or above a threshold.
struct YieldShare {
  std::string what;
  double threshold = 0;
  std::size_t above = 0, chips = 0;                ///< by their figures
  Interval counted;                                ///< of above / chips: Wilson, 95 %
  std::size_t surely_above = 0, surely_below = 0;  ///< by more than 1.96 error_sigma
  /// The share of a normal distribution of the mean and the chips' own spread that is above, with a 95 %
  /// interval from resampled chips and the nominal figure's own uncertainty.
  double share = 0;
  Interval interval;
};

struct YieldRun {
  YieldVariation variation;
  YieldSpread spread;
  double described_mean = 0;  ///< of the same chips as they are described
  std::vector<YieldShare> shares;
};

struct YieldQuantiles {
  double low = 0, p5 = 0, median = 0, mean = 0, p95 = 0, high = 0;
};
YieldQuantiles yield_quantiles(std::vector<double> values);

struct YieldChoice {
  TuningChoice choice;
  YieldQuantiles power_w;
  double out_of_reach = 0;  ///< mean rings of a chip, of those that were sampled
  double with_lost = 0;     ///< share of chips with at least one
};

/// Between which rises since calibration the mean accuracy stays within the limit's points of the same chips
/// as they are described: around the best rise that ran, straight lines between those that ran.
struct YieldBand {
  double low_k = 0, high_k = 0;
  bool open_low = false, open_high = false;  ///< the last rise that ran is still within
};

struct YieldSummary {
  std::size_t asked = 0, scored_samples = 0;
  std::size_t nominal_runs = 0;
  double nominal_first = 0, nominal = 0, nominal_error = 0;  ///< of the first run, mean, standard error of it
  YieldSpread spread;
  YieldQuantiles accuracy, power_w, shift_m;
  std::vector<YieldShare> shares;
  double out_of_reach = 0, dead_channels = 0;
  int rings = 0;
  std::vector<YieldRun> runs;
  std::vector<YieldChoice> choices;
  std::optional<YieldBand> band;  ///< nullopt where no rise that ran is tolerable
  bool complete() const { return spread.chips == asked && nominal_runs == YieldStudy::kNominalRuns; }
};

/// Outcomes in any order.
YieldSummary summarise(const YieldStudy& study, std::vector<ChipOutcome> outcomes, const YieldLimit& limit);

double accuracy_of(const YieldCounts& counts);

}  // namespace tron::explore
