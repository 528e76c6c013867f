#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explore/search/costs.h"
#include "rooms.h"

namespace tron::explore {

/// What one parameter does to one objective, over the designs that work (within the constraints or not).
struct ParameterEffect {
  /// First-order share of the variance, S = Var_v(E[y | v]) / Var(y), v the parameter's value, y the scaled
  /// cost (Sobol, Math. Comput. Simul. 55, 2001; Saltelli et al., Global Sensitivity Analysis, 2008).
  double share = 0;
  double error = 0;  ///< standard error; 0 where every combination was evaluated
  enum class Trend { flat, towards, inside, best } trend = Trend::flat;
  std::size_t value =
      0;  ///< towards which it gets better, between others at which it is best, or best of all
};

/// What becomes of combinations with one value of a parameter.
struct ValueRecord {
  std::uint64_t evaluated = 0;
  std::uint64_t working = 0;  ///< designs, and those outside constraints
  std::uint64_t designs = 0;
  std::vector<double> means;  ///< of each objective's scaled cost over those that work; NaN for none
};

struct Sensitivity {
  std::vector<Objective> objectives;
  bool exhaustive = false;  ///< every combination was evaluated: shares are exact
  std::uint64_t evaluated = 0, working = 0;
  std::vector<std::vector<ParameterEffect>> effects;  ///< [parameter][objective]
  std::vector<std::vector<ValueRecord>> values;       ///< [parameter][value]
};

/// One pass over the evaluated. Conditional means on the grid give S directly. Where only some combinations
/// were evaluated, means of few designs differ by chance: S is then corrected for it (Kelley's epsilon
/// squared, PNAS 21, 1935), and its standard error comes from leaving out a tenth at a time (jackknife). That
/// holds for even samples; what an optimiser visited lies near the front, and shares describe the designs
/// there. A share below 0.01 with no more than twice its error beyond 0 counts as flat.
Sensitivity sensitivity_of(const Space& space, const std::vector<Objective>& objectives,
                           const std::vector<EvaluatedDesign>& evaluated);

}  // namespace tron::explore
