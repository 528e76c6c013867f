#include "report/simulate/simulate_page.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"

namespace tron::report {

std::string simulate_page(const SimulateReport& report) {
  std::string page;
  for (const auto& section :
       {simulated_subject_section, simulated_sentences_section, headline_section, limits_section,
        energy_section, power_section, area_section, simulated_layers_section, simulated_steps_section,
        usage_section, roofline_section, program_section, trace_back_section}) {
    const std::string text = section(report);
    if (!text.empty()) page += (page.empty() ? "" : "\n") + text;
  }
  return page;
}

std::string side_by_side(const SimulateReport& report, const std::string& title,
                         const std::vector<SimulateLine>& lines) {
  std::vector<std::string> header{title};
  for (const SimulateRun& run : report.runs) header.push_back(run.chip.assumptions);
  TextTable table(header);
  for (const SimulateLine& line : lines) {
    std::vector<std::string> row{line.name};
    bool any = false;
    for (const SimulateRun& run : report.runs) {
      row.push_back(line.cell(run));
      any = any || !row.back().empty();
    }
    if (any) table.row(std::move(row));
  }
  return table.text(2);
}

int typical_layer(const std::vector<StepCost>& steps) {
  const StepCost* best = nullptr;
  for (const StepCost& step : steps) {
    if (step.layer >= 0 && (best == nullptr || step.repeats > best->repeats)) best = &step;
  }
  return best == nullptr ? -1 : best->layer;
}

std::string short_step_name(const std::string& name) {
  const std::size_t first = name.find('.');
  const std::size_t second = first == std::string::npos ? first : name.find('.', first + 1);
  if (second == std::string::npos) return name;
  const std::string number = name.substr(first + 1, second - first - 1);
  return number.find_first_not_of("0123456789") == std::string::npos ? name.substr(second + 1) : name;
}

std::string rate_text(double count) {
  return count < 1000 ? fmt::format("{:.4g}", count)
                      : grouped(static_cast<std::uint64_t>(std::llround(count)));
}

std::string gops(double ops_per_s) {
  return rate_text(ops_per_s / 1e9) + " GOPS";
}

std::string bytes_text(double bytes) {
  return bytes > 0 ? format_si(bytes, "B", 3) : "none";
}

std::string area_text(double m2) {
  return format_quantity(measured(Area{m2}), 4);
}

}  // namespace tron::report
