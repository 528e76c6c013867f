#include <algorithm>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "report/draw/text_layout.h"
#include "report/infer/infer_page.h"
#include "report/infer/scale_rows.h"

namespace tron::report {
namespace {

std::string layer_text(int layer) {
  return layer < 0 ? "stem, head" : fmt::format("{}", layer);
}

std::string rule_text(double percentile) {
  return percentile >= 100 ? "the largest" : fmt::format("the {:g} percentile", percentile);
}

/// Runs of one chip under several assumption sets find the same scales where the sets do not touch operands.
bool same_scales(const Evaluation& a, const Evaluation& b) {
  return std::equal(a.scales.begin(), a.scales.end(), b.scales.begin(), b.scales.end(),
                    [](const ProductScale& x, const ProductScale& y) {
                      return x.range.a_max == y.range.a_max && x.range.partial_max == y.range.partial_max;
                    });
}

std::string scale_table(const Evaluation& evaluation) {
  TextTable table(
      {"layer", "widest input", "full scale", "rms", "scale / rms", "outliers", "of values", "ADC range"});
  for (const ScaleRow& row : layer_rows(evaluation)) {
    table.row({layer_text(row.layer), row.step, fmt::format("{:.3g}", row.a_max),
               fmt::format("{:.3g}", row.a_rms), fmt::format("{:.1f}", row.crest()), grouped(row.outliers),
               grouped(row.values), fmt::format("{:.3g}", row.partial_max)});
  }
  return table.text(2);
}

}  // namespace

std::vector<ScaleRow> scale_rows(const Evaluation& evaluation) {
  std::vector<ScaleRow> rows;
  for (const ProductScale& s : evaluation.scales) {
    const ProductRange& r = s.range;
    rows.push_back({s.step, s.layer, r.a_max, r.a_rms, r.partial_max, r.values, r.outliers});
  }
  return rows;
}

std::vector<ScaleRow> layer_rows(const Evaluation& evaluation) {
  std::vector<ScaleRow> layers;
  for (const ScaleRow& row : scale_rows(evaluation)) {
    if (row.step.ends_with(".context")) continue;
    const auto at =
        std::find_if(layers.begin(), layers.end(), [&](const ScaleRow& l) { return l.layer == row.layer; });
    if (at == layers.end()) {
      layers.push_back(row);
      continue;
    }
    const std::uint64_t values = at->values + row.values, outliers = at->outliers + row.outliers;
    if (row.crest() > at->crest()) *at = row;
    at->values = values, at->outliers = outliers;
  }
  return layers;
}

std::string scale_section(const InferReport& report) {
  std::string out;
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    const InferRun& run = report.runs[i];
    if (run.evaluation.scales.empty()) continue;
    if (i > 0 && same_scales(run.evaluation, report.runs[i - 1].evaluation)) continue;
    out += out.empty() ? "" : "\n";
    out += heading(fmt::format("Scales from calibration: {} assumptions", run.chip.assumptions));
    out += wrap_text(fmt::format(
        "The full scale of a product's input is {} of its magnitudes on the calibration samples ({}). The "
        "range of its ADC is {} of its partial sums ({}; 1 = one channel fully open). Outliers are values "
        "beyond {:g} times the rms of the input. Each line shows the product of a layer with the widest "
        "input, except attention probabilities; --json has all products.",
        rule_text(run.chip.operand.clip_percentile), "operand.clip_percentile",
        rule_text(run.chip.adc.range_percentile), "adc.range_percentile", kOutlierRms));
    out += scale_table(run.evaluation);
  }
  return out;
}

}  // namespace tron::report
