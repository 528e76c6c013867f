#include <cmath>

#include <fmt/core.h>

#include "chip/chip_sections.h"

namespace tron::chip::detail {
namespace {

constexpr double kMost = 0.5;  ///< of relative spreads: beyond, a normal one would often be negative

void read_guides(const Config& table, Process& p) {
  const Length none{0}, most = nanometres(100);
  p.width_sigma = table.quantity<Length>("width_sigma", none, most);
  p.height_sigma = table.quantity<Length>("height_sigma", none, most);
  p.width_shift = table.number("width_shift", 0, 10);
  p.height_shift = table.number("height_shift", 0, 10);
  p.chip_share = table.number("chip_share", 0, 1);
  p.local_share = table.number("local_share", 0, 1);
  if (p.chip_share + p.local_share > 1) {
    throw InputError(table.place("local_share"),
                     fmt::format("{} beside a chip_share of {}", p.local_share, p.chip_share),
                     "at most 1 together: shares of one variance");
  }
  p.correlation_length = table.quantity<Length>("correlation_length", micrometres(1), Length{1});
  p.coupling_sigma = table.number("coupling_sigma", 0, kMost);
  p.loss_sigma = table.number("loss_sigma", 0, kMost);
}

/// Two sources give the spread of a resonance: measured rings, and what the guides' figures come to. A user
/// who sets a guide's figure wants it to act, so it decides unless `ring_spread` says otherwise.
void read_spread(const Config& table, Length measured, Process& p) {
  bool users = false;
  for (const char* key : {"width_sigma", "height_sigma", "width_shift", "height_shift"}) {
    const Provenance from = table.provenance(key);
    users = users || from.source.empty() || from.tag == "user";
  }
  p.from_guides =
      table.contains("ring_spread") ? table.choice("ring_spread", {"measured", "guides"}) == 1 : users;
  p.ring_sigma = p.from_guides ? p.geometry_sigma() : measured;
  if (!p.from_guides && p.geometry_sigma().si <= 0 && measured.si > 0) {
    throw InputError(table.place("width_sigma"), "guides that do not spread, beside rings that do",
                     "a width_sigma or height_sigma above 0 (and its shift), which share out "
                     "microring.fabrication_sigma; or ring_spread = \"guides\"");
  }
}

void read_rows(const Config& table, Process& p) {
  p.arm_mismatch = table.number("arm_mismatch", 0, kMost);
  p.adc_gain = table.number("adc_gain", 0, kMost);
  p.adc_offset = table.number("adc_offset", 0, 1000);
  p.adc_inl = table.number("adc_inl", 0, 100);
  p.dac_inl = table.number("dac_inl", 0, 100);
  p.trim_bits = static_cast<int>(table.integer("trim_bits", 0, 16));
  p.test_conversions = table.number("test_conversions", 0, 1e9);
}

}  // namespace

void read_process(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts) {
  if (!root.has("process")) return;
  const Config table = root.table("process");
  facts.local_share = table.tracked("local_share", [&] { return table.number("local_share", 0, 1); });
  const TrackedScope section = table.scope("process");
  chip.heater_per_fsr = library.to_tuner().power_per_fsr;
  chip.ring_pitch = {library.value("microring", "pitch")};
  chip.row_pitch = {std::sqrt(library.value("microring", "area"))};
  Process& p = chip.process.emplace();
  p.thermal_shift = {library.value("microring", "thermal_shift")};
  read_guides(table, p);
  read_spread(table, {library.value("microring", "fabrication_sigma")}, p);
  read_rows(table, p);
  const bool both_ways = table.choice("heaters", {"both_ways", "one_way"}) == 0;
  p.assignment = chip.ring_errors.assignment;
  if (p.assignment == Assignment::fixed && both_ways) p.assignment = Assignment::both_ways;
  p.heater_range = table.number("heater_range", 0.01, 10);
  p.die_side = table.quantity<Length>("die_side", micrometres(10), Length{0.3});
  p.gradient_share = table.number("gradient_share", 0, 10);
}

}  // namespace tron::chip::detail
