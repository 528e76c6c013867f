#include "chip/chip.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/files/files.h"
#include "base/text/visible_text.h"
#include "chip/chip_sections.h"
#include "chip/link_path.h"
#include "chip/machine_reader.h"
#include "device/library.h"

namespace tron::chip {

namespace {

/// A description laid over the one that it is `like`, if any.
Config read_with_base(const char* room, const std::string& file, int depth) {
  Config own = Config::read_again(file);
  if (!own.has("like")) return own;
  const std::string base = own.text("like");
  if (depth == 0)
    throw InputError(own.place("like"), fmt::format("\"{}\"", base), "a chain of likenesses that ends");
  Config out = own.based_on(read_with_base(room, find_description(room, base), depth - 1));
  out.text("like");
  return out;
}

/// Marks as read what the constructor has used.
void read_heading(const Config& root) {
  if (root.has("like")) root.text("like");
  root.text("name");
  root.text("what");
}

constexpr int kLongestLikeness = 8;

/// A chip of banks needs what a set alone says; who wrote a set in part is told how to fill it.
void check_set(const Config& chip, const Config& set) {
  if (!chip.contains("bank")) return;
  for (const char* table : {"noise", "link", "tuning"}) {
    if (chip.contains(table) || set.contains(table)) continue;
    throw InputError(Place{set.place().file, 0, 0, table}, "nothing",
                     "a table; `like = \"audited\"` takes what a set leaves out from another");
  }
}

/// The chip's rings as the machine sees them: light from the closed link, with the split of a pool's own
/// rows.
detail::RingFacts ring_facts(const detail::ChipFacts& facts, const DeviceLibrary& library,
                             const Tracked<Power>& at_detector) {
  detail::RingFacts rings;
  rings.banks = true;
  rings.light = [&facts, &library, at_detector](int rows) {
    Decibel loss;
    const bool split = *facts.signs == Signs::two_arm;
    for (const Loss& one : link_losses(library, *facts.wavelengths, split, rows)) loss += one.total();
    Laser laser;
    laser.wall_plug_efficiency = library.value("laser", "wall_plug_efficiency");
    return laser.electrical(*at_detector * loss.ratio());
  };
  rings.drive = facts.drive_range.map([](Length range) { return range / 2; });
  rings.symbol = facts.symbol_rate.map([](Frequency rate) { return 1 / rate; });
  rings.arms = facts.signs.map([](Signs signs) { return signs == Signs::two_arm ? 2 : 1; });
  return rings;
}

/// Reads and checks a description: what time and cost need of the chip, and what is stated for inference.
class ChipReader {
 public:
  ChipReader(const Config& root, const DeviceLibrary& library, Chip& chip)
      : root_(root), library_(library), chip_(chip) {}

  void read() {
    chip_.inference = root_.has("bank");
    if (chip_.inference) {
      read_with_banks();
    } else {
      detail::read_process(root_, library_, chip_, facts_);
      detail::read_rules(root_, library_, chip_, facts_);
      // Programs number arrays by head and layer; here pools decide, and one number does for all.
      chip_.heads = chip_.feed_forward.count = 1;
    }
    rings_.correct = facts_.correction.map([](const auto& correction) { return correction.mean_shift; });
    rings_.tuning = facts_.tuning_in_symbol;
    rings_.rules = [this] { return facts_.laser_rules(library_); };
    chip_.machine = detail::read_machine(root_, library_, rings_, unlit_);
    chip_.operand.bits = chip_.machine.operand_bits;
    if (chip_.inference || root_.has("attention")) read_order();
  }

  /// After read(): the rest of a chip that runs, or why the design cannot work.
  std::optional<Infeasible> complete() {
    std::optional<Infeasible> why;
    if (chip_.inference) why = detail::derive_for_inference(library_, facts_, chip_);
    chip_.machine = without_unused_parts(std::move(chip_.machine));
    return why ? why : unlit_;
  }

 private:
  void read_with_banks() {
    detail::read_sizes(root_, chip_, facts_);
    detail::read_banks(root_, library_, chip_, facts_);
    detail::read_process(root_, library_, chip_, facts_);
    detail::read_operands(root_, chip_, facts_);
    detail::read_assumptions(root_, library_, chip_, facts_);
    detail::read_elementwise(root_, chip_, facts_);
    rings_ = ring_facts(facts_, library_, detail::read_light_at_detector(root_, library_, facts_));
  }

  void read_order() {
    const auto order = root_.output("order", [&] { return detail::read_order(root_.table("attention")); });
    chip_.order = order.untracked();
  }

  const Config& root_;
  const DeviceLibrary& library_;
  Chip& chip_;
  detail::ChipFacts facts_;
  detail::RingFacts rings_;
  std::optional<Infeasible> unlit_;  ///< why a pool has no light
};

}  // namespace

ChipDescription::ChipDescription(const std::string& chip, const std::string& assumptions)
    : file_(find_description("chip", chip)),
      root_(read_with_base("chip", file_, kLongestLikeness)),
      devices_(DeviceLibrary::read_files(data_folder() + "/device")) {
  const Config set = read_assumption_set(assumptions);
  name_ = visible_line(root_.text("name"));
  what_ = root_.text("what");
  assumptions_ = visible_line(set.text("name"));
  check_set(root_, set);
  // Whoever writes a chip file says how that chip is; the set says what the file leaves open.
  root_ = root_.based_on(set);
}

Feasible<Chip> ChipDescription::load(const std::vector<std::string>& settings) const {
  Config root = root_.copy();
  for (const std::string& setting : settings) root.set(setting);
  read_heading(root);
  const DeviceLibrary library = DeviceLibrary::load(devices_, root);
  Chip chip;
  chip.file = file_;
  chip.name = name_;
  chip.assumptions = assumptions_;
  ChipReader reader(root, library, chip);
  reader.read();
  root.finish();
  const std::optional<Infeasible> why = reader.complete();
  Json design = root.resolved();
  design["name"] = chip.name;
  design["what"] = what_;
  design["assumptions"] = chip.assumptions;
  design["device"] = library.resolved();
  chip.resolved = std::move(design);
  // Wrong input comes before a design that cannot work.
  if (why) return *why;
  return chip;
}

ChipMachine ChipDescription::load_machine(const std::vector<TrackedSetting>& settings,
                                          DependencyRecorder& recorder) const {
  Tracker tracker(recorder);
  Config root = root_.copy().tracked_by(tracker);
  for (const TrackedSetting& setting : settings) root.set(setting.assignment, setting.from);
  read_heading(root);
  const DeviceLibrary library = DeviceLibrary::load(devices_, root);
  Chip chip;
  ChipReader(root, library, chip).read();
  root.finish();
  return {chip.inference, std::move(chip.machine), chip.order};
}

Config read_assumption_set(const std::string& name) {
  return read_with_base("assumptions", find_description("assumptions", name), kLongestLikeness);
}

Feasible<Chip> load_chip(const std::string& chip, const std::string& assumptions,
                         const std::vector<std::string>& settings) {
  return ChipDescription(chip, assumptions).load(settings);
}

void require_inference(const Chip& chip) {
  if (chip.inference) return;
  throw InputError(Place{chip.file, 0, 0, "bank"},
                   fmt::format("no [bank]: {} has no microring banks to run numbers through", chip.name),
                   "a chip of microring banks such as tron; this one can be simulated in time and cost");
}

}  // namespace tron::chip
