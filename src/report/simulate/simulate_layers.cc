#include <algorithm>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/simulate/simulate_page.h"

namespace tron::report {
namespace {

/// What each assumption set says of layer `i`, as printed.
std::vector<std::string> layer_cells(const SimulateReport& report, std::size_t i) {
  std::vector<std::string> cells;
  for (const SimulateRun& run : report.runs) {
    const Simulation& s = run.simulation;
    if (i >= s.layers.size()) {
      cells.insert(cells.end(), 4, "-");
      continue;
    }
    const LayerCost& layer = s.layers[i];
    cells.push_back(format_si(layer.latency_s, "s", 3));
    cells.push_back(s.latency_s > 0 ? percent(layer.latency_s / s.latency_s) : "-");
    cells.push_back(format_si(layer.energy_j, "J", 3));
    cells.push_back(s.energy_j > 0 ? percent(layer.energy_j / s.energy_j) : "-");
  }
  return cells;
}

/// "layer 0" and "layer 11" as "layers 0-11, each".
std::string span_name(const LayerCost& first, const LayerCost& last) {
  if (first.name == last.name) return first.name;
  return fmt::format("layers {}-{}, each", first.layer, last.layer);
}

std::vector<std::string> step_row(const StepCost& step, double begin, double pass_energy) {
  return {short_step_name(step.name),
          step.on,
          format_si(step.begin_s - begin, "s", 3),
          format_si(step.end_s - begin, "s", 3),
          format_si(step.busy_s, "s", 3),
          format_si(step.energy_j, "J", 3),
          pass_energy > 0 ? percent(step.energy_j * step.repeats / pass_energy) : "-",
          step.macs > 0 ? format_si(step.macs, "", 3) : "-",
          step.main_memory_bytes > 0 ? format_si(step.main_memory_bytes, "B", 3) : "-",
          step.buffer_bytes > 0 ? format_si(step.buffer_bytes, "B", 3) : "-"};
}

std::string step_table(const std::vector<StepCost>& steps, const std::string& title) {
  const int layer = typical_layer(steps);
  double begin = 0, energy = 0;
  int repeats = 0;
  for (const StepCost& step : steps) {
    energy += step.energy_j * step.repeats;
    if (step.layer != layer) continue;
    begin = repeats == 0 ? step.begin_s : std::min(begin, step.begin_s);
    repeats = step.repeats;
  }
  TextTable table({"step", "on", "from", "to", "busy", "energy", "share", "MACs", "main memory", "buffer"});
  for (const StepCost& step : steps) {
    if (step.layer == layer) table.row(step_row(step, begin, energy));
  }
  const std::string which = layer < 0     ? "outside the layers"
                            : repeats > 1 ? fmt::format("of layers {}-{}, each", layer, layer + repeats - 1)
                                          : fmt::format("of layer {}", layer);
  return heading(fmt::format("Steps {}: {}", which, title)) + table.text(2) +
         wrap_text(fmt::format("Times count from the start of the {}. Share: of the energy of the pass, "
                               "all {} together.",
                               layer < 0 ? "stem" : "layer", repeats > 1 ? "equal layers" : "such steps"));
}

}  // namespace

std::string simulated_layers_section(const SimulateReport& report) {
  if (report.runs.empty() || report.runs[0].simulation.layers.empty()) return "";
  std::vector<std::string> header{"layer", "MACs"};
  for (const SimulateRun& run : report.runs) {
    header.insert(header.end(), {run.chip.assumptions + ": time", "share", "energy", "share"});
  }
  TextTable table(header);
  const std::vector<LayerCost>& layers = report.runs[0].simulation.layers;
  for (std::size_t i = 0; i < layers.size();) {
    const std::vector<std::string> cells = layer_cells(report, i);
    std::size_t last = i;
    while (layers[i].layer >= 0 && last + 1 < layers.size() &&
           layers[last + 1].layer == layers[last].layer + 1 && layers[last + 1].macs == layers[i].macs &&
           layer_cells(report, last + 1) == cells)
      ++last;
    std::vector<std::string> row{span_name(layers[i], layers[last]),
                                 layers[i].macs > 0 ? format_si(layers[i].macs, "", 3) : "-"};
    row.insert(row.end(), cells.begin(), cells.end());
    table.row(std::move(row));
    i = last + 1;
  }
  return heading("Layers") + table.text(2) +
         wrap_text(
             "Time: by how much a layer delays the end of the run. Layers may overlap; their times sum to "
             "that of the run. Adjacent layers that agree to three digits share a line.");
}

std::string simulated_steps_section(const SimulateReport& report) {
  std::string out;
  for (const SimulateRun& run : report.runs) {
    const Simulation& s = run.simulation;
    if (s.steps.empty()) continue;
    out += (out.empty() ? "" : "\n") + step_table(s.steps, run.chip.assumptions + " assumptions");
    if (s.decoding && !s.decoding->steps.empty()) {
      out += "\n" + step_table(s.decoding->steps, run.chip.assumptions + " assumptions, last token decoded");
    }
  }
  return out;
}

}  // namespace tron::report
