#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "report/draw/text_layout.h"
#include "report/infer/infer_page.h"

namespace tron::report {
namespace {

/// Ratio of the last step of each encoder layer: the layer's output.
std::map<int, double> layer_outputs(const FidelityResult& result) {
  std::map<int, double> outputs;
  for (const StepError& step : result.steps) {
    if (step.layer >= 0) outputs[step.layer] = step.ser_db;
  }
  return outputs;
}

}  // namespace

std::string layer_section(const InferReport& report) {
  struct Row {
    std::vector<std::string> cells;
    std::map<int, double> outputs;
    double logits;
  };
  std::vector<Row> rows;
  std::set<int> layers;
  for (const InferRun& run : report.runs) {
    for (const FidelityResult& r : run.evaluation.results) {
      if (r.fidelity == Fidelity::digital || r.samples == 0) continue;
      rows.push_back({{run.chip.assumptions, fidelity_name(r.fidelity)}, layer_outputs(r), r.ser_db});
      for (const auto& [layer, ser] : rows.back().outputs) layers.insert(layer);
    }
  }
  if (rows.empty()) return "";
  std::vector<std::string> header{"assumptions", "fidelity"};
  for (int layer : layers) header.push_back(fmt::format("layer {}", layer));
  header.push_back("logits");
  TextTable table(header);
  for (Row& row : rows) {
    for (int layer : layers) {
      row.cells.push_back(row.outputs.contains(layer) ? decibels(row.outputs.at(layer)) : "-");
    }
    row.cells.push_back(decibels(row.logits));
    table.row(row.cells);
  }
  return heading("Signal-to-error ratio against digital after each layer, dB") + table.text(2);
}

}  // namespace tron::report
