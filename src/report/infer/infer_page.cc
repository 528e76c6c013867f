#include "report/infer/infer_page.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/infer/finding.h"

namespace tron::report {

const char* fidelity_name(Fidelity fidelity) {
  return kFidelityNames[static_cast<int>(fidelity)];
}

const char* task_name(Task task) {
  static constexpr const char* kNames[] = {"classify", "predict", "embed", "compare"};
  return kNames[static_cast<int>(task)];
}

std::string decibels(double db) {
  if (std::isnan(db)) return "-";
  if (std::isinf(db)) return db > 0 ? "exact" : "-inf";
  return fmt::format("{:.1f}", db);
}

std::vector<AttributionRow> by_damage(const Attribution& attribution) {
  std::vector<AttributionRow> rows = attribution.rows;
  std::stable_sort(rows.begin(), rows.end(), [](const AttributionRow& a, const AttributionRow& b) {
    return a.ser_alone_db < b.ser_alone_db;
  });
  return rows;
}

std::string infer_page(const InferReport& report) {
  std::string page;
  using Section = std::string (*)(const InferReport&);
  for (const Section section :
       {Section{subject_section}, Section{sentences_section}, Section{single_section},
        Section{fidelity_section}, Section{link_section}, Section{layer_section}, Section{scale_section},
        Section{conversion_section}, Section{attribution_section}}) {
    const std::string text = section(report);
    if (!text.empty()) page += (page.empty() ? "" : "\n") + text;
  }
  return page;
}

std::string fidelity_section(const InferReport& report) {
  const Task task = report.subject.task;
  std::vector<std::string> header{"assumptions", "fidelity"};
  for (const std::string& column : answer_columns(task)) header.push_back(column);
  header.emplace_back("time");
  TextTable table(header);
  for (const InferRun& run : report.runs) {
    for (const FidelityResult& r : run.evaluation.results) {
      if (r.samples == 0) continue;
      std::vector<std::string> row{run.chip.assumptions, fidelity_name(r.fidelity)};
      for (const std::string& cell : answer_cells(r, task)) row.push_back(cell);
      row.push_back(duration(r.wall_s));
      table.row(row);
    }
  }
  return heading("Answers") + table.text(2);
}

std::string conversion_section(const InferReport& report) {
  TextTable table({"assumptions", "fidelity", "MACs", "ADC conversions", "saturated", "values clipped",
                   "rings rewritten"});
  for (const InferRun& run : report.runs) {
    for (const FidelityResult& r : run.evaluation.results) {
      const Counters& c = r.counters;
      if (c.conversions == 0) continue;
      const double share = static_cast<double>(c.saturated) / static_cast<double>(c.conversions);
      table.row({run.chip.assumptions, fidelity_name(r.fidelity), format_si(static_cast<double>(c.macs), ""),
                 format_si(static_cast<double>(c.conversions), ""),
                 c.saturated == 0 ? "0" : fmt::format("{} ({:.2g} %)", grouped(c.saturated), 100 * share),
                 grouped(c.clipped), format_si(static_cast<double>(c.ring_updates), "")});
    }
  }
  return heading("Conversions") + table.text(2);
}

}  // namespace tron::report
