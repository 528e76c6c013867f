#include <fmt/format.h>

#include "base/text/text_table.h"
#include "report/draw/text_layout.h"
#include "report/reproduce/reproduce_sections.h"

namespace tron::report {
namespace {

constexpr double kTera = 1e12;

std::string tops_per_watt(double ops_per_j) {
  return three_digits(ops_per_j / kTera);
}

std::string group_text(BandGroup group) {
  static const char* const kTexts[] = {"Fabricated photonic systems", "Projected from measured parts",
                                       "Simulated photonic accelerators", "Limits of photonics by analysis",
                                       "GPUs and TPUs, peak rate"};
  return kTexts[static_cast<int>(group)];
}

/// Simulations differ in what they count; a limit and a processor's power limit are bounds.
std::string counted_text(const EfficiencyBand& band) {
  switch (band.group) {
    case BandGroup::simulated:
      return "differs";
    case BandGroup::limit:
      return "at most";
    case BandGroup::processor:
      return "whole device";
    default:
      return counted_words(band.counted);
  }
}

std::vector<std::string> cells_of(const EfficiencyBand& band) {
  return {group_text(band.group),       counted_text(band),           std::to_string(band.systems.size()),
          tops_per_watt(band.lowest()), tops_per_watt(band.median()), tops_per_watt(band.highest())};
}

std::string systems_text(const EfficiencyBand& band) {
  std::string out;
  for (const BandSystem& s : band.systems)
    out += fmt::format("{}{} ({})", out.empty() ? "" : "; ", s.name, tops_per_watt(s.ops_per_j.value));
  const bool split = band.group == BandGroup::fabricated || band.group == BandGroup::projected;
  const std::string counted = split ? fmt::format(", power counts {}", counted_words(band.counted)) : "";
  return wrap_text(fmt::format("{}{}: {}.", group_text(band.group), counted, out));
}

void add_chip(TextTable& table, const std::string& name, const ChipEfficiency& chip) {
  const std::string counted = "what the set counts";
  if (!chip.networks.empty())
    table.row({name + ", networks", counted, std::to_string(chip.networks.size()),
               tops_per_watt(chip.networks.front()), tops_per_watt(median_of(chip.networks)),
               tops_per_watt(chip.networks.back())});
  if (chip.peak) {
    const std::string peak = tops_per_watt(*chip.peak);
    table.row({name + ", peak", counted, "1", peak, peak, peak});
  }
}

/// Where the chip stands among what was built.
std::string position_text(const std::string& name, const ChipEfficiency& chip, const EfficiencyBand& built) {
  const auto place = position(chip, built);
  if (!place) return "";
  static const char* const kWords[] = {"is below all of", "overlaps the range of", "is above all of"};
  return wrap_text(
      fmt::format("{}: {} to {} TOPS/W on networks {} the {} fabricated systems that count "
                  "electronics and lasers ({} to {}).",
                  name, tops_per_watt(chip.networks.front()), tops_per_watt(chip.networks.back()),
                  kWords[static_cast<int>(*place)], built.systems.size(), tops_per_watt(built.lowest()),
                  tops_per_watt(built.highest())));
}

}  // namespace

std::string counted_words(Counted counted) {
  static const char* const kWords[] = {"not stated", "electronics and lasers", "all but lasers",
                                       "no electronics"};
  return kWords[static_cast<int>(counted)];
}

std::string band_section(const ReproduceReport& report) {
  if (report.bands.empty()) return "";
  TextTable table({"TOPS/W", "power counts", "number", "lowest", "median", "highest"});
  for (const EfficiencyBand& band : report.bands) table.row(cells_of(band));
  const auto chip = chip_efficiency(report.single, report.large);
  for (std::size_t set = 0; set < kSets; ++set)
    add_chip(table, fmt::format("{}, {}", report.claims.name, kSetNames[set]), chip[set]);
  std::string out = "\n" + heading("Efficiency: what was built, what is simulated, and this model") +
                    wrap_text(
                        "One figure per system: the highest that it publishes in its row. Workloads and "
                        "precisions differ, so the rows give a range and no ratio. Rows of the model: "
                        "the paper's networks at both batches, and the peak rate at peak power.") +
                    "\n" + table.text(2) + "\n";
  if (const EfficiencyBand* built = fabricated_band(report.bands)) {
    for (std::size_t set = 0; set < kSets; ++set)
      out += position_text(fmt::format("`{}`", kSetNames[set]), chip[set], *built);
    out += "\n";
  }
  for (const EfficiencyBand& band : report.bands) out += systems_text(band);
  return out;
}

}  // namespace tron::report
