#include "chip/chip.h"

#include "base/files.h"
#include "chip/chip_sections.h"
#include "device/library.h"

namespace tron {

Feasible<Chip> load_chip(const std::string& chip_name, const std::string& assumptions_name,
                         const std::vector<std::string>& settings) {
  Chip chip;
  chip.file = find_description("chip", chip_name);
  Config root = Config::read(chip.file);
  const Config assumptions = Config::read(find_description("assumptions", assumptions_name));
  chip.name = root.text("name");
  const std::string what = root.text("what");
  chip.assumptions = assumptions.text("name");
  root.overlay(assumptions);
  for (const std::string& setting : settings) root.set(setting);
  // The set's own title won; both are read, so that finish() knows them.
  root.text("name");
  root.text("what");

  const DeviceLibrary library = DeviceLibrary::load(data_folder() + "/device", root);
  chip_detail::read_sizes(root, chip);
  chip_detail::read_banks(root, library, chip);
  chip_detail::read_operands(root, chip);
  chip_detail::read_assumptions(root, library, chip);
  chip_detail::read_elementwise(root, library, chip);
  root.finish();

  Json design = root.resolved();
  design["name"] = chip.name;
  design["what"] = what;
  design["assumptions"] = chip.assumptions;
  design["device"] = library.resolved();
  chip.resolved = std::move(design);

  Feasible<LinkBudget> budget = close_link(chip.link);
  if (!budget) return budget.why();
  chip.budget = *budget;
  return chip;
}

}  // namespace tron
