// How many fabricated chips work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tron/control.h"
#include "tron/error.h"
#include "tron/report.h"

namespace tron {

/// How long the chips of an assumption set will take, from the time of one.
struct YieldEstimate {
  std::string assumptions;
  std::size_t chips = 0, varied_chips = 0, variations = 0, samples = 0;
  double seconds = 0;
};

struct YieldStudyOptions {
  std::string network = "vit-fashion-mnist";  ///< with weights
  std::string data{};                         ///< samples whose right answers are known
  std::string chip = "tron";
  std::vector<std::string> assumptions = {"audited"};
  std::vector<std::string> settings{};  ///< "path=value"
  std::size_t samples = 400;            ///< the same for every chip; 0: all
  std::size_t chips = 200;              ///< fabricated ones, at least 1
  std::size_t varied_chips = 16;        ///< of them, how many also run warmer and made or tuned otherwise
  /// Temperatures above that of calibration, rising, -100 to 100 K, at which the varied chips also run.
  std::vector<double> rises_k = {-0.05, 0, 0.05, 0.1, 0.2};
  bool quick = false;      ///< chips and samples are too few for more than a first look: the report says so
  std::size_t batch = 32;  ///< samples at a time, 1 to 4096; results do not depend on it
  std::uint64_t seed = 1;
  int threads = 0;
  double limit_points = 0.01;              ///< a chip works within this share below the nominal chip, 0 to 1
  std::optional<double> limit_accuracy{};  ///< and, where given, at this accuracy, 0.1 to 1
  std::function<void(const YieldEstimate&)> estimated{};  ///< called per assumption set, before its chips

  void validate() const;  ///< InputError for a value out of its range
};

struct ChipYield {
  std::string assumptions;
  std::size_t chips = 0;  ///< finished
  double nominal_accuracy = 0, mean_accuracy = 0;
  double own_sigma = 0;  ///< spread of the chips themselves, without that of samples and noise
  double share_within_limit = 0, share_low = 0, share_high = 0;  ///< of chips; 95 % interval
  double heater_power_median_w = 0;
};

struct YieldResult {
  std::vector<ChipYield> chips;        ///< per assumption set under which the chip can work
  std::vector<Infeasible> infeasible;  ///< why, of the other sets
  bool complete = true;
  bool helped = false;  ///< this rank does not lead (Control::ranks): all else is empty
  Report report;
};

/// Fabricates chips by the assumption set's process, calibrates each, and runs the same data on all.
/// InputError; InfeasibleError where the chip works under none of the sets.
YieldResult study_yield(const YieldStudyOptions& options, const Control& control = {});

}  // namespace tron
