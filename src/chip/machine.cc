#include "chip/machine.h"

namespace tron::chip {

Machine without_unused_parts(Machine machine) {
  const auto drop = [](std::vector<Part>& parts) {
    std::erase_if(parts, [](const Part& part) { return !(part.count > 0); });
  };
  for (ArrayPool& pool : machine.pools) drop(pool.parts);
  for (Unit& unit : machine.units) drop(unit.parts);
  drop(machine.parts);
  return machine;
}

}  // namespace tron::chip
