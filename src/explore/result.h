#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "explore/evaluated.h"
#include "explore/space/space.h"
#include "rooms.h"

namespace tron::explore {

/// What one stage found, in the order of the designs' numbers.
struct StageResult {
  bool done = false;  ///< everything that was wanted of it
  std::vector<EvaluatedDesign>
      evaluated;  ///< each number once; of the closed form also what cannot work, unless left out
  /// By status, of everything that this stage evaluated, whether it stands in `evaluated` or not.
  std::array<std::uint64_t, kStatuses> counts{};
};

/// Why some combinations are no designs, by the example of one of them.
struct RefusalExample {
  Status status = Status::infeasible;
  std::uint64_t number = 0;
  std::string reason;
};

/// What photonic inference measured of one design on the samples of one network.
struct MeasuredAccuracy {
  std::uint64_t number = 0;
  std::string network;  ///< SpaceNetwork::name
  std::uint64_t samples = 0;
  double value = 0, low = 0, high = 1;  ///< shares of 1; the interval holds 95 %
  double digital = 0;                   ///< the same samples in fp32; NaN where not measured
};

/// A search, as reports need it. Everything else (the front, the knee, sensitivities) follows from it.
struct ExploreResult {
  Space space;
  std::string fingerprint;                  ///< Space::fingerprint
  std::string version;                      ///< of the program that evaluated
  std::array<StageResult, kStages> stages;  ///< by EvaluationStage
  std::vector<RefusalExample> refusals;
  std::vector<MeasuredAccuracy> accuracies;

  const StageResult& of(EvaluationStage stage) const { return stages[static_cast<std::size_t>(stage)]; }
  StageResult& of(EvaluationStage stage) { return stages[static_cast<std::size_t>(stage)]; }
};

}  // namespace tron::explore
