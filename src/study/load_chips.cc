#include "study/load_chips.h"

#include <fmt/format.h>

#include "study/findings/remedies.h"

namespace tron::study {

Infeasible infeasible_under(const Infeasible& why, const std::string& chip, const std::string& assumptions) {
  return {fmt::format("chip {} under the {} assumptions: {}", chip, assumptions, why.reason), why.margin,
          why.unit, why.remedies};
}

LoadedChips load_chips(const std::string& chip, const std::vector<std::string>& assumptions,
                       const std::vector<std::string>& settings) {
  LoadedChips out;
  for (const std::string& set : assumptions) {
    const Feasible<Chip> made = load_chip(chip, set, settings);
    if (made) {
      out.chips.push_back(*made);
      continue;
    }
    Infeasible why = infeasible_under(made.why(), chip, set);
    why.remedies = remedies_of(chip, set, settings);
    out.infeasible.push_back(std::move(why));
  }
  return out;
}

Feasible<std::vector<Chip>> load_all_chips(const std::string& chip,
                                           const std::vector<std::string>& assumptions,
                                           const std::vector<std::string>& settings) {
  LoadedChips loaded = load_chips(chip, assumptions, settings);
  if (!loaded.infeasible.empty()) return loaded.infeasible.front();
  return std::move(loaded.chips);
}

}  // namespace tron::study
