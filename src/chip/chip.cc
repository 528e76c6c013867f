#include "chip/chip.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/files/files.h"
#include "base/text/visible_text.h"
#include "chip/chip_sections.h"
#include "chip/link_path.h"
#include "chip/machine_reader.h"
#include "chip/time_terms.h"
#include "device/library.h"

namespace tron::chip {

namespace {

/// Whether a description lies in the data folder.
bool is_shipped(const std::string& file) {
  return file.starts_with(data_folder() + "/");
}

/// A description laid over the one that it is `like`, if any.
Config read_with_base(const char* room, const std::string& file, int depth) {
  Config own = Config::read_again(file);
  // Files of the data folder say where a number comes from, or are choices of this project; others are the
  // user's.
  if (!is_shipped(file)) own.state_source({visible_line(file), "user"});
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

/// Every path of a resolved design, dotted.
void list_paths(const Json& table, const std::string& prefix, std::vector<std::string>& out) {
  for (const auto& [key, member] : table.as_object()) {
    const std::string path = prefix.empty() ? key : prefix + "." + key;
    if (member.is_object() && member.find("value") == nullptr) {
      list_paths(member, path, out);
    } else {
      out.push_back(path);
    }
  }
}

/// The one path other than `wrong` whose last name is that of `wrong`; "" if there is none, or several.
std::string path_ending_in(const Json& design, const std::string& wrong) {
  std::vector<std::string> paths;
  list_paths(design, "", paths);
  const std::string name = wrong.substr(wrong.rfind('.') + 1);
  std::string found;
  for (const std::string& path : paths) {
    if (path == wrong || !path.ends_with("." + name)) continue;
    if (!found.empty()) return "";
    found = path;
  }
  return found;
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
    fill_terms();
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

  /// What symbols are made of, for reports.
  void fill_terms() {
    const auto terms = root_.tracked("terms", [&] {
      const bool waits = facts_.tuning_in_symbol->si > 0;
      decltype(rings_.terms) out = {{"tuning", tuning_terms(library_, waits)}};
      if (chip_.inference) out.emplace_back("link", symbol_terms(library_, waits, *facts_.adc_bits));
      return out;
    });
    rings_.terms = terms.untracked();
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
  assumption_file_ = find_description("assumptions", assumptions);
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
  chip.assumption_file = assumption_file_;
  ChipReader reader(root, library, chip);
  reader.read();
  finish(root, settings, library, chip);
  const std::optional<Infeasible> why = reader.complete();
  chip.resolved = design_json(root, library, chip);
  // Wrong input comes before a design that cannot work.
  if (why) return *why;
  return chip;
}

/// A name from the command line that nothing reads may be that of a parameter elsewhere.
void ChipDescription::finish(const Config& root, const std::vector<std::string>& settings,
                             const DeviceLibrary& library, const Chip& chip) const {
  try {
    root.finish();
  } catch (const InputError& error) {
    const std::string path = error.place().item;
    const bool set = std::any_of(settings.begin(), settings.end(),
                                 [&](const std::string& s) { return s.starts_with(path); });
    const std::string meant = set ? path_ending_in(design_json(root, library, chip), path) : "";
    if (meant.empty()) throw;
    throw InputError(error.place(), error.found(),
                     fmt::format("'{}' (did you mean that?); {}", meant, error.allowed()));
  }
}

Json ChipDescription::resolved(const std::vector<std::string>& settings) const {
  Config root = root_.copy();
  for (const std::string& setting : settings) root.set(setting);
  read_heading(root);
  Chip chip;
  chip.name = name_, chip.assumptions = assumptions_;
  return design_json(root, DeviceLibrary::load(devices_, root), chip);
}

Json ChipDescription::design_json(const Config& root, const DeviceLibrary& library, const Chip& chip) const {
  Json design = root.resolved();
  design["name"] = chip.name;
  design["what"] = what_;
  design["assumptions"] = chip.assumptions;
  design["device"] = library.resolved();
  return design;
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
