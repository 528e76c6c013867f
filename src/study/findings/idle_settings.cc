#include "study/findings/idle_settings.h"

#include <fmt/format.h>

#include "study/reproduce/reproduce_effects.h"

namespace tron::study {

std::vector<std::string> idle_settings(const Chip& chip) {
  std::vector<std::string> notes;
  // Banks that serve their channels in any order read one of them.
  const bool cyclic = chip.ring_errors.assignment == Assignment::cyclic;
  for (const Parameter& p : parameters_of(chip.resolved)) {
    if (!p.path.starts_with("process.") || p.provenance.tag != "user") continue;
    if (cyclic && p.path == "process.local_share") continue;
    notes.push_back(fmt::format("{} = {} does not act here: only tron yield makes chips that differ by it",
                                p.path, p.value));
  }
  return notes;
}

}  // namespace tron::study
