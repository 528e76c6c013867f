#include "chip/floor_plan.h"

#include <cmath>

namespace tron::chip {
namespace {

/// Of a head's seven arrays (see chip.h) the first and the fifth encode activations only, on the bank of the
/// array beside them.
bool holds_operand(int array_of_head) {
  return array_of_head != 0 && array_of_head != 4;
}

std::vector<ArraySite> arrays_of(const Chip& chip) {
  std::vector<ArraySite> out;
  for (int unit = 0; unit < chip.attention.count; ++unit) {
    if (holds_operand(unit / chip.heads))
      out.push_back({static_cast<std::uint32_t>(unit), chip.attention.rows});
  }
  for (int unit = 0; unit < chip.feed_forward.count; ++unit) {
    out.push_back({static_cast<std::uint32_t>(chip.attention.count + unit), chip.feed_forward.rows});
  }
  return out;
}

void place_on_die(Length side, std::vector<ArraySite>& arrays) {
  const int across = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(arrays.size()))));
  const double cell = side.si / across;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    arrays[i].x_m = (static_cast<double>(i % across) + 0.5) * cell - side.si / 2;
    arrays[i].y_m = (static_cast<double>(i / across) + 0.5) * cell - side.si / 2;
  }
}

std::vector<RingShape> designed(const BankDesign& design) {
  const Bank bank(design);
  std::vector<RingShape> out;
  for (int j = 0; j < bank.channels(); ++j) out.push_back(bank.rings().ring(j));
  return out;
}

void count(const std::vector<Part>& parts, double places, HeaterCount& out) {
  for (const Part& part : parts) {
    if (part.device != "to_tuner" && part.device != "input_to_tuner") continue;
    out.heaters += places * part.count;
    out.power = out.power + part.power * (places * part.count);
  }
}

}  // namespace

FabricationPlan fabrication_plan(const Chip& chip) {
  require_inference(chip);
  if (!chip.process) {
    throw InputError(Place{chip.file, 0, 0, "process"},
                     "no [process] in the assumption set " + chip.assumptions,
                     "a set that says how chips are made: paper, audited, or a file with that table");
  }
  FabricationPlan plan;
  plan.process = *chip.process;
  plan.errors = chip.ring_errors;
  plan.grid = chip.weight_bank.grid;
  plan.two_arm = designed(chip.activation_bank);
  plan.operand = designed(chip.weight_bank);
  plan.operand_arms = chip.weight_bank.signs == Signs::two_arm ? 2 : 1;
  plan.drive_range = chip.weight_bank.drive_range;
  plan.drive_bits = chip.weight_bank.drive_bits;
  plan.adc_bits = chip.adc.bits;
  plan.ring_pitch_m = chip.ring_pitch.si;
  plan.row_pitch_m = chip.row_pitch.si;
  plan.arrays = arrays_of(chip);
  place_on_die(plan.process.die_side, plan.arrays);
  return plan;
}

HeaterCount heater_count(const Chip& chip) {
  HeaterCount out;
  out.per_fsr = chip.heater_per_fsr;
  for (const ArrayPool& pool : chip.machine.pools) count(pool.parts, pool.arrays, out);
  for (const Unit& unit : chip.machine.units) count(unit.parts, 1, out);
  count(chip.machine.parts, 1, out);
  return out;
}

}  // namespace tron::chip
