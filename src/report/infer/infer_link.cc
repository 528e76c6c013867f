#include <algorithm>
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/infer/infer_page.h"

namespace tron::report {
namespace {

/// Names of all losses of all runs, in the order of the light's way.
std::vector<std::string> loss_names(const InferReport& report) {
  std::vector<std::string> names;
  for (const InferRun& run : report.runs) {
    for (const Loss& loss : run.chip.budget.losses) {
      if (std::find(names.begin(), names.end(), loss.name) == names.end()) names.push_back(loss.name);
    }
  }
  return names;
}

std::string loss_text(const LinkBudget& budget, const std::string& name) {
  for (const Loss& loss : budget.losses) {
    if (loss.name != name) continue;
    if (loss.count == 1) return fmt::format("{:.2f} dB", loss.total().db);
    return fmt::format("{:.2f} dB ({:g} x {:.2g} dB)", loss.total().db, loss.count, loss.each.db);
  }
  return "-";
}

std::string power_text(Power power) {
  const std::string watts = format_si(power.si, "W", 3);
  return power.si > 0 ? fmt::format("{} ({:.1f} dBm)", watts, PowerDbm::from_power(power).dbm) : watts;
}

std::string rule_text(const LinkInputs& link) {
  if (link.rule == LaserRule::enob) return fmt::format("least power for {:g} usable bits", link.wanted_enob);
  if (link.rule == LaserRule::range) {
    return fmt::format("least power for {:g} bits over a range of {:g} channels", link.wanted_enob,
                       link.range_channels);
  }
  if (link.rule == LaserRule::levels)
    return fmt::format("sensitivity for each of 2^{} levels", link.level_bits);
  return fmt::format("sensitivity, {:g} dBm per channel", link.detector.sensitivity.dbm);
}

/// How far a ring is moved by its own light, where any chip of the report models that.
std::string self_heating_text(const Chip& chip) {
  if (chip.self_heating.si <= 0) return "not modelled";
  return fmt::format("{}, {} of it left", format_si(chip.self_heating.si, "m", 3),
                     format_si(chip.ring_errors.self_heating_sigma.si, "m", 3));
}

}  // namespace

/// What the partial sums of the network use of that light.
void add_partial_sums(const InferReport& report, TextTable& table) {
  const auto add = [&](const char* name, const std::function<std::string(const PartialSums&)>& cell) {
    std::vector<std::string> row{name};
    bool any = false;
    for (const InferRun& run : report.runs) {
      row.push_back(run.partial_sums ? cell(*run.partial_sums) : "-");
      any = any || run.partial_sums;
    }
    if (any) table.row(std::move(row));
  };
  add("full scale of the banks",
      [](const PartialSums& p) { return fmt::format("{:.2f} x {:.2f}", p.light_scale, p.weight_scale); });
  add("partial sum, typical", [](const PartialSums& p) {
    return fmt::format("{:.2g} % of the row, {:.2g} % of the ADC", 100 * p.typical, 100 * p.adc_share);
  });
  add("partial sum, largest",
      [](const PartialSums& p) { return fmt::format("{:.2g} % of the row", 100 * p.largest); });
  add("usable bits, typical sum", [](const PartialSums& p) { return fmt::format("{:.2f}", p.typical_bits); });
  add("usable bits, largest sum", [](const PartialSums& p) { return fmt::format("{:.2f}", p.largest_bits); });
}

std::string hint_text(const InferRun& run) {
  if (!run.partial_sums || !run.partial_sums->hint) return "";
  const PartialSums::Hint& hint = *run.partial_sums->hint;
  return wrap_text(fmt::format(
      "Under the {} assumptions the banks modulate {:.0f} % of the light. {} = {} (now {}) would raise "
      "this to {:.0f} %, in coarser steps.",
      run.chip.assumptions, 100 * hint.scale, hint.setting, hint.then, hint.now, 100 * hint.scale_then));
}

std::string link_section(const InferReport& report) {
  std::vector<std::string> header{"from laser to detector"};
  for (const InferRun& run : report.runs) header.push_back(run.chip.assumptions);
  TextTable table(header);
  const auto add = [&](const std::string& name, const std::function<std::string(const Chip&)>& cell) {
    std::vector<std::string> row{name};
    for (const InferRun& run : report.runs) row.push_back(cell(run.chip));
    table.row(std::move(row));
  };
  add("rule for the laser", [](const Chip& c) { return rule_text(c.link); });
  for (const std::string& name : loss_names(report)) {
    add("loss: " + name, [&](const Chip& c) { return loss_text(c.budget, name); });
  }
  add("loss of one channel", [](const Chip& c) { return fmt::format("{:.2f} dB", c.budget.loss.db); });
  add("laser, one channel", [](const Chip& c) { return power_text(c.budget.laser_per_channel); });
  add("laser, all channels", [](const Chip& c) { return power_text(c.budget.laser_total); });
  add("wall power of one array's laser", [](const Chip& c) { return power_text(c.budget.laser_electrical); });
  const auto heated = [](const InferRun& run) { return run.chip.self_heating.si > 0; };
  if (std::any_of(report.runs.begin(), report.runs.end(), heated))
    add("activation ring, moved by its light", self_heating_text);
  add("detector, one channel", [](const Chip& c) { return power_text(c.budget.detector_per_channel); });
  add("detector, full row", [](const Chip& c) { return power_text(c.budget.detector_total); });
  add("signal to noise, full row", [](const Chip& c) { return fmt::format("{:.1f} dB", c.budget.snr_db); });
  add("usable bits, full row", [](const Chip& c) { return fmt::format("{:.2f}", c.budget.enob); });
  add_partial_sums(report, table);
  std::string out = heading("Link budget") + table.text(2);
  const bool sums = std::any_of(report.runs.begin(), report.runs.end(),
                                [](const InferRun& run) { return run.partial_sums.has_value(); });
  if (sums) {
    out += wrap_text(
        "In a full row every channel is fully open on one side of the detector. The full scale of the "
        "banks (inputs x weights) is the share of a channel's light that values modulate. Typical: rms of "
        "the partial sums of all products on the calibration samples.");
  }
  for (const InferRun& run : report.runs) out += hint_text(run);
  return out;
}

}  // namespace tron::report
