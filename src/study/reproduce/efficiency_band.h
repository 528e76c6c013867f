#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rooms.h"
#include "study/reproduce/reproduce_compare.h"

namespace tron::study {

/// Photonic systems by evidence (fabricated: measured), and the peak rates of GPUs and TPUs beside them.
enum class BandGroup { fabricated, projected, simulated, limit, processor };
inline constexpr const char* kBandGroupNames[] = {"fabricated", "projected", "simulated", "limit",
                                                  "processor"};

/// The highest efficiency that a system publishes within a band, operations per joule.
struct BandSystem {
  std::string name, id, result;
  Scope scope = Scope::peak;
  Derived ops_per_j;
};

/// Published efficiencies, one a system. Systems that were fabricated or projected are split by what their
/// power covers.
struct EfficiencyBand {
  BandGroup group = BandGroup::fabricated;
  Counted counted = Counted::not_stated;
  std::vector<BandSystem> systems;  ///< lowest first, never empty

  double lowest() const;
  double median() const;
  double highest() const;
};

/// In the order of the groups, and within one from all that is counted to what is not stated. Attention alone
/// and remembered figures are left out; a bound counts only for a limit and for a processor's power limit.
std::vector<EfficiencyBand> efficiency_bands(const std::vector<Baseline>& baselines);

/// What the chip reaches under one assumption set, operations per joule.
struct ChipEfficiency {
  std::vector<double> networks;  ///< lowest first, over networks and batches; empty: none runs
  std::optional<double> peak;
};
PerSet<ChipEfficiency> chip_efficiency(const std::vector<ChipRow>& single, const std::vector<ChipRow>& large);

/// The median of values that ascend.
double median_of(const std::vector<double>& ascending);

enum class Position { below, overlaps, above };
inline constexpr const char* kPositionNames[] = {"below", "overlaps", "above"};

/// Of the chip's networks against a band; nullopt where none runs.
std::optional<Position> position(const ChipEfficiency& chip, const EfficiencyBand& band);

/// The fabricated systems whose power covers electronics and lasers; nullptr where there is none.
const EfficiencyBand* fabricated_band(const std::vector<EfficiencyBand>& bands);

}  // namespace tron::study
