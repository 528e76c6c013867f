#include "chip/chip.h"

#include <optional>

#include <fmt/format.h>

#include "base/files.h"
#include "chip/chip_sections.h"
#include "chip/link_path.h"
#include "chip/machine_reader.h"
#include "device/library.h"

namespace tron {

namespace {

/// A description laid over the one that it is `like`, if any.
Config read_with_base(const std::string& file, int depth) {
  Config own = Config::read_again(file);
  if (!own.has("like")) return own;
  const std::string base = own.text("like");
  if (depth == 0)
    throw InputError(own.place("like"), fmt::format("\"{}\"", base), "a chain of likenesses that ends");
  Config out = own.based_on(read_with_base(find_description("chip", base), depth - 1));
  out.text("like");
  return out;
}

/// The chip's rings as the machine sees them: light from the closed link, with the split of a pool's own
/// rows.
chip_detail::RingFacts ring_facts(const Chip& chip, const DeviceLibrary& library, const Power& at_detector) {
  chip_detail::RingFacts rings;
  rings.light = [&chip, &library, at_detector](int rows) {
    Decibel loss;
    for (const Loss& one : link_losses(chip, library, rows)) loss += one.total();
    return library.laser().electrical(at_detector * loss.ratio());
  };
  rings.drive = chip.weight_bank.drive_range / 2;
  rings.symbol = 1 / chip.symbol_rate;
  rings.arms = chip.weight_bank.signs == Signs::two_arm ? 2 : 1;
  return rings;
}

}  // namespace

Feasible<Chip> load_chip(const std::string& chip_name, const std::string& assumptions_name,
                         const std::vector<std::string>& settings) {
  Chip chip;
  chip.file = find_description("chip", chip_name);
  Config root = read_with_base(chip.file, 8);
  const Config assumptions = Config::read_again(find_description("assumptions", assumptions_name));
  chip.name = root.text("name");
  const std::string what = root.text("what");
  chip.assumptions = assumptions.text("name");
  root.overlay(assumptions);
  for (const std::string& setting : settings) root.set(setting);
  // The set's own title won; both are read, so that finish() knows them.
  root.text("name");
  root.text("what");

  const DeviceLibrary library = DeviceLibrary::load(data_folder() + "/device", root);
  chip.inference = root.has("bank");
  chip_detail::RingFacts rings;
  std::optional<Infeasible> why;
  if (chip.inference) {
    chip_detail::read_sizes(root, chip);
    chip_detail::read_banks(root, library, chip);
    chip_detail::read_process(root, library, chip);
    chip_detail::read_operands(root, chip);
    chip_detail::read_assumptions(root, library, chip);
    chip_detail::read_elementwise(root, library, chip);
    const Feasible<LinkBudget> budget = close_link(chip.link);
    if (budget) {
      chip.budget = *budget;
    } else {
      why = budget.why();
    }
    rings = ring_facts(chip, library, chip.budget.detector_total);
  } else {
    chip_detail::read_process(root, library, chip);
    chip_detail::read_rules(root, library, chip);
    // Programs number arrays by head and layer; here pools decide, and one number does for all.
    chip.heads = chip.feed_forward.count = 1;
    if (root.has("attention")) chip.order = chip_detail::read_order(root.table("attention"));
  }
  rings.correct = chip.heater_shift;
  rings.tuning = chip.tuning_in_symbol;
  rings.rules = chip.link;
  chip.machine = chip_detail::read_machine(root, library, rings, why);
  chip.operand.bits = chip.machine.operand_bits;
  root.finish();

  Json design = root.resolved();
  design["name"] = chip.name;
  design["what"] = what;
  design["assumptions"] = chip.assumptions;
  design["device"] = library.resolved();
  chip.resolved = std::move(design);
  // Wrong input comes before a design that cannot work.
  if (why) return *why;
  return chip;
}

void require_inference(const Chip& chip) {
  if (chip.inference) return;
  throw InputError(Place{chip.file, 0, 0, "bank"},
                   fmt::format("no [bank]: {} has no microring banks to run numbers through", chip.name),
                   "a chip of microring banks such as tron; this one can be simulated in time and cost");
}

}  // namespace tron
