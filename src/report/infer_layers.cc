#include <map>
#include <vector>

#include <fmt/format.h>

#include "base/text_table.h"
#include "report/infer_page.h"
#include "report/text_layout.h"

namespace tron {
namespace {

struct Column {
  std::string title;
  const FidelityResult* result;
};

std::vector<Column> columns_of(const InferReport& report) {
  std::vector<Column> columns;
  for (const InferRun& run : report.runs) {
    for (const FidelityResult& r : run.evaluation.results) {
      if (r.fidelity == Fidelity::digital || r.samples == 0) continue;
      columns.push_back({run.chip.assumptions + " " + fidelity_name(r.fidelity), &r});
    }
  }
  return columns;
}

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
  const std::vector<Column> columns = columns_of(report);
  if (columns.empty()) return "";
  std::vector<std::string> header{"after"};
  std::vector<std::map<int, double>> outputs;
  std::map<int, bool> layers;
  for (const Column& column : columns) {
    header.push_back(column.title);
    outputs.push_back(layer_outputs(*column.result));
    for (const auto& [layer, ser] : outputs.back()) layers[layer] = true;
  }
  TextTable table(header);
  for (const auto& [layer, known] : layers) {
    std::vector<std::string> row{fmt::format("layer {}", layer)};
    for (const auto& ser : outputs) row.push_back(ser.contains(layer) ? decibels(ser.at(layer)) : "-");
    table.row(std::move(row));
  }
  std::vector<std::string> last{"logits"};
  for (const Column& column : columns) last.push_back(decibels(column.result->ser_db));
  table.row(std::move(last));
  return heading("Signal-to-error ratio against digital, dB") + table.text(2);
}

}  // namespace tron
