#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "chip/floor_plan.h"
#include "explore/task_farm/task_farm.h"
#include "rooms.h"
#include "tron/control.h"

namespace tron::explore {

/// One more run of a chip's accuracy beside the one as it is described: warmer than at calibration, or made
/// or tuned otherwise. What is not set is as described.
struct YieldVariation {
  std::string name;
  double rise_k = std::numeric_limits<double>::quiet_NaN();  ///< since calibration; NaN: the set's drift
  TuningChoice choice;  ///< spread: a factor on all spreads of the process, not only the rings'
  bool warmer() const { return rise_k == rise_k; }
};

struct YieldOptions {
  std::size_t chips = 200;
  std::uint64_t seed = 1;
  std::vector<double> rises_k = {-0.05, 0, 0.05, 0.1, 0.2};  ///< rising
  std::size_t varied_chips = 16;                             ///< how many of the chips run the variations too
};

/// Samples are dealt into this many parts, sample s to part s mod kYieldParts: how a chip's figure scatters
/// from part to part says how uncertain it is.
inline constexpr int kYieldParts = 10;
inline constexpr int kYieldVariations = 12;
inline constexpr int kYieldChoices = 18;

struct YieldCounts {
  std::array<std::int32_t, kYieldParts> scored{}, correct{};
};

/// What a chip turned out to be. Plain numbers, so that it travels as bytes.
struct ChipOutcome {
  std::int64_t item = -1;
  std::int32_t complete = 0;  ///< 0: it was not scored to its end
  YieldCounts described;      ///< the chip as it is described
  std::array<YieldCounts, kYieldVariations> varied{};
  double heater_power_w = 0;  ///< of all heaters of the machine
  double mean_shift_m = 0;    ///< of a ring
  std::int32_t rings = 0, out_of_reach = 0, dead_channels = 0;
  std::array<double, kYieldChoices> choice_power_w{};
  std::array<std::int32_t, kYieldChoices> choice_out_of_reach{};
};

/// Counts the right answers of the chip that `chip instance` is (nullptr: the nominal one) under the noise of
/// `seed`, by part: a pure function, safe from several threads. False where it was interrupted. The numeric
/// reading is another room's (inference/scoring/answer_counter.h).
using CountAnswers =
    std::function<bool(const ChipInstance* chip_instance, std::uint64_t seed, YieldCounts& out)>;

/// Monte Carlo over fabricated chips. An item is one chip, or one more run of the nominal chip: items()
/// independent pieces of work, each a pure function of the options and its number, run by one thread.
/// The first kNominalRuns items run the nominal chip (the description's chip instance, as every other command
/// runs it), the very first with the options' seed: what `tron infer` gives. They differ in their noise
/// alone.
class YieldStudy {
 public:
  static constexpr std::size_t kNominalRuns = 8;

  /// Keeps a reference to the chip. InputError for a chip without [process], and for more variations than
  /// there is room for.
  YieldStudy(const Chip& chip, const YieldOptions& options, CountAnswers count);

  std::size_t items() const { return kNominalRuns + options_.chips; }
  ChipOutcome score(std::size_t item) const;

  const YieldOptions& options() const { return options_; }
  const std::vector<YieldVariation>& variations() const { return variations_; }
  const std::vector<TuningChoice>& choices() const { return choices_; }
  const FabricationPlan& plan() const { return plan_; }
  const HeaterCount& heaters() const { return heaters_; }
  const Chip& chip() const { return chip_; }
  std::uint64_t noise_seed(std::size_t item) const;

 private:
  bool vary(std::size_t item, std::uint64_t key, ChipOutcome& out) const;
  void measure_tuning(const FabricatedChip& made, ChipOutcome& out) const;
  double watts(const TuningTotals& totals) const;

  const Chip& chip_;
  YieldOptions options_;
  CountAnswers count_;
  FabricationPlan plan_;
  HeaterCount heaters_;
  std::vector<YieldVariation> variations_;
  std::vector<TuningChoice> choices_;
};

// Items as tasks of a task_farm: an item's number goes out, its outcome comes back.

/// `study` is asked for by every task, by the thread that has it: it may be made at the first one.
void teach_yield(TaskFarm& task_farm, int kind, std::function<const YieldStudy&()> study,
                 CancelToken cancel = {});

/// Leader: scores all items as tasks of this kind, which the other ranks have been taught, each with its own
/// study of the same chip and options. Once cancelled, those that were not finished are missing. The result
/// does not depend on threads or ranks.
std::vector<ChipOutcome> score_all(const YieldStudy& study, TaskFarm& task_farm, int kind,
                                   const CancelToken& cancel = {}, const std::function<void()>& done = {});

/// The same by threads of this process alone.
std::vector<ChipOutcome> score_all(const YieldStudy& study, int threads, const CancelToken& cancel = {},
                                   const std::function<void()>& done = {});

}  // namespace tron::explore
