#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rooms.h"
#include "study/reproduce/reproduce_compare.h"

namespace tron::study {

/// A parameter of a resolved description.
struct Parameter {
  std::string path;   ///< "device.dac.power", as --set takes it
  std::string value;  ///< as --set takes it
  Provenance provenance;
};

/// Every { value, source, tag } of Chip::resolved, in its order.
std::vector<Parameter> parameters_of(const Json& resolved);

/// Parameters whose value differs between two resolved descriptions, with both values. A parameter that only
/// one of them has is left out: it belongs to a choice that differs itself.
struct Difference {
  std::string path;
  PerSet<std::string> value;
  PerSet<Provenance> provenance;
};
std::vector<Difference> differences(const Json& paper, const Json& audited);

/// What a setting does to every ratio of the report: a factor on throughput and one on energy efficiency.
/// Above 1: it helps the chip.
struct Effect {
  std::optional<double> throughput, energy;  ///< absent: there is no such design
  std::string why_not;
};

/// One parameter moved alone.
struct DifferenceEffect {
  Difference difference;
  Effect to_audited;  ///< from `paper` to its audited value
  Effect to_paper;    ///< from `audited` back to its value of the paper set
};

/// A parameter halved and doubled, or turned, under each assumption set.
struct Sensitivity {
  Parameter parameter;  ///< as audited has it
  PerSet<std::string> value;
  struct Change {
    std::string what;       ///< "x 0.5", "x 2", "turned"
    PerSet<Effect> effect;  ///< nothing in it where a set's value cannot be changed so
  };
  std::vector<Change> changes;
};

struct Effects {
  ModelRequest request;                       ///< network, sequence and batch that were simulated
  std::vector<DifferenceEffect> differences;  ///< largest first
  std::vector<std::string> without;           ///< differ, but move neither ratio either way
  Effect all;                                 ///< from `paper` with every difference set: `audited`
  std::vector<Sensitivity> sensitivities;     ///< largest first; those without effect left out
  std::size_t parameters_tried = 0;
};

/// One parameter at a time. `request` names network, sequence and batch.
Effects effects_of(const ChipModel& model, const ModelRequest& request);

/// "5.5 mW" x 2 = "11 mW", "12" x 0.5 = "6"; nullopt for what cannot be scaled: words, numbers on a
/// logarithmic scale, a whole number that would not stay one, 0. "true" and "false" turn into each other.
std::optional<std::string> scaled_value(const std::string& value, double factor);

/// The same with the number rounded to three digits, whole numbers to the nearest one; nullopt where that
/// changes nothing.
std::optional<std::string> rounded_value(const std::string& value, double factor);

/// How far from 1 the larger of the factors is, on a logarithmic scale.
double strength(const Effect& effect);

}  // namespace tron::study
