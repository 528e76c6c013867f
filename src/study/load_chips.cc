#include "study/load_chips.h"

#include <fmt/format.h>

namespace tron::study {

Infeasible infeasible_under(const Infeasible& why, const std::string& chip, const std::string& assumptions) {
  return {fmt::format("chip {} under the {} assumptions: {}", chip, assumptions, why.reason), why.margin,
          why.unit};
}

Feasible<std::vector<Chip>> load_chips(const std::string& chip, const std::vector<std::string>& assumptions,
                                       const std::vector<std::string>& settings) {
  std::vector<Chip> chips;
  for (const std::string& set : assumptions) {
    const Feasible<Chip> made = load_chip(chip, set, settings);
    if (!made) return infeasible_under(made.why(), chip, set);
    chips.push_back(*made);
  }
  return chips;
}

}  // namespace tron::study
