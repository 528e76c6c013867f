#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rooms.h"
#include "study/reproduce/efficiency_band.h"
#include "study/reproduce/reproduce_compare.h"
#include "study/reproduce/reproduce_effects.h"

namespace tron::study {

struct ReproduceOptions {
  bool fast = false;  ///< without the effects, and with a short look at the host
  std::uint64_t large_batch = 128;
  EncoderSizes host_encoder;                         ///< what the host runs: BERT-base
  std::function<void(const std::string&)> progress;  ///< what is being done; may be empty
  std::function<bool()> stop;                        ///< asked between the parts; may be empty
};

/// A paper's claims beside what the model gives. Every figure of others comes from data/baseline.
struct ReproduceReport {
  std::string version, command_line, chip;
  Claims claims;
  std::vector<ChipRow> single, large;  ///< the claimed networks at batch 1 and at the large batch
  std::vector<Comparison> end_to_end;  ///< the host's runs first
  std::vector<Listing> attention, peak, device;
  std::vector<EfficiencyBand> bands;
  std::size_t baselines = 0;  ///< how many were read
  std::vector<std::pair<std::string, BaselineRatio>>
      ratios_only;                        ///< baseline's name; set against no figure here
  std::vector<std::string> recalled;      ///< results whose figures were all only remembered
  std::vector<std::string> incomparable;  ///< networks of unknown size or of another kind, by time alone
  HostSpeed host;
  std::optional<Effects> effects;
  bool compared = true;  ///< all but the effects is there
  bool complete = true;  ///< nothing was cut short
};

/// InputError for a broken description, RunError for a chip that cannot work under a set as it stands. Where
/// the model leaves with Interrupted, the report holds what was finished; it passes where nothing was.
ReproduceReport reproduce(const Claims& claims, const std::vector<Baseline>& baselines,
                          const ChipModel& model, const ReproduceOptions& options);

/// How many comparisons decide the claim each way, of those whose verdict is known.
struct Tally {
  int holds = 0, fails = 0, open = 0;
  double least = 0;  ///< lowest ratio that is not a mere ceiling or floor; 0: none
  std::string least_against;
};
Tally tally(const std::vector<Comparison>& comparisons, std::size_t set, bool energy,
            const std::function<bool(const Comparison&)>& which);

}  // namespace tron::study
