#include "timing/events/capability.h"

#include <limits>

namespace tron::timing {

std::optional<Infeasible> missing_capability(const Program& program, const Machine& machine) {
  const auto within = [](int index, std::size_t size) {
    return index >= 0 && index < static_cast<int>(size);
  };
  for (const Step& step : program.steps) {
    if (step.kind != StepKind::product) continue;
    if (!within(machine.pool_of[static_cast<int>(step.product.role)], machine.pools.size())) {
      return Infeasible{"the chip has no array pool for '" + step.name + "'", -1, "pool"};
    }
  }
  for (const int unit : machine.unit_of) {
    if (!within(unit, machine.units.size())) {
      return Infeasible{"the chip lacks one of the units softmax, norm, activation, residual, control", -1,
                        "unit"};
    }
  }
  if (!within(machine.dram, machine.memories.size())) {
    return Infeasible{"the chip has no main memory", -1, "memory"};
  }
  if (!within(machine.buffer, machine.memories.size())) {
    return Infeasible{"the chip has no buffer", -1, "memory"};
  }
  return {};
}

double memory_margin(const Resident& resident, const Machine& machine) {
  const double room = machine.memories[machine.dram].capacity_bytes;
  double asked = resident.weights_resident ? 0 : resident.weight_bytes;
  if (resident.cache_bytes > machine.cache_capacity_bytes) asked += resident.cache_bytes;
  return room <= 0 ? std::numeric_limits<double>::infinity() : room - asked;
}

Infeasible missing_memory(double margin) {
  return {"main memory is too small for the network's weights and cached keys and values", margin, "byte"};
}

}  // namespace tron::timing
