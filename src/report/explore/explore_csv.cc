#include <cmath>
#include <set>

#include <fmt/format.h>

#include "report/draw/csv_cell.h"
#include "report/explore/explore_page.h"

namespace tron::report {
namespace {

std::string header(const Space& space) {
  std::string line = fmt::format("{}", fmt::join(kDesignColumns, ","));
  for (const SpaceParameter& parameter : space.parameters) line += "," + csv_cell(parameter.name);
  for (const MetricRecord& record : metric_records()) line += fmt::format(",{}", record.name);
  return line + "\n";
}

std::string row(const Space& space, const char* stage, const EvaluatedDesign& one, bool front, bool knee) {
  std::string line = fmt::format("{},{},{},{:d},{:d}", stage, one.number,
                                 kStatusNames[static_cast<std::size_t>(one.status)], front, knee);
  for (const std::string& value : space.choices(one.number)) line += "," + csv_cell(value);
  for (const MetricRecord& record : metric_records()) {
    const double value = one.metrics[record.metric];
    line += std::isnan(value) ? "," : fmt::format(",{}", value);
  }
  return line + "\n";
}

}  // namespace

std::string explore_csv(const ExploreResult& result, const Conclusion& conclusion, bool all) {
  std::string csv = header(result.space);
  const char* last = kStageNames[static_cast<std::size_t>(conclusion.stage)];
  if (!all) {
    for (std::size_t position : conclusion.front)
      csv += row(result.space, last, conclusion.evaluated[position], true, conclusion.knee == position);
    return csv;
  }
  std::set<std::uint64_t> front;
  for (std::size_t position : conclusion.front) front.insert(conclusion.evaluated[position].number);
  for (int s = 0; s < kStages; ++s) {
    const bool concludes = static_cast<EvaluationStage>(s) == conclusion.stage;
    for (const EvaluatedDesign& one : result.stages[s].evaluated) {
      const bool knee = conclusion.knee && conclusion.evaluated[*conclusion.knee].number == one.number;
      csv +=
          row(result.space, kStageNames[s], one, concludes && front.contains(one.number), concludes && knee);
    }
  }
  return csv;
}

}  // namespace tron::report
