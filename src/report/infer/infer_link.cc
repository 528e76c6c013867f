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
  return fmt::format("every channel arrives with {:g} dBm", link.detector.sensitivity.dbm);
}

}  // namespace

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
  add("detector, one channel", [](const Chip& c) { return power_text(c.budget.detector_per_channel); });
  add("detector, full row", [](const Chip& c) { return power_text(c.budget.detector_total); });
  add("signal to noise, full row", [](const Chip& c) { return fmt::format("{:.1f} dB", c.budget.snr_db); });
  add("usable bits, full row", [](const Chip& c) { return fmt::format("{:.2f}", c.budget.enob); });
  return heading("Link budget") + table.text(2);
}

}  // namespace tron::report
