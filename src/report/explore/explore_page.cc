#include "report/explore/explore_page.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "explore/search/front.h"
#include "explore/space/metric_scale.h"

namespace tron::report {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string objectives_text(const std::vector<Objective>& objectives) {
  std::vector<std::string> texts;
  for (const Objective& one : objectives)
    texts.push_back(
        fmt::format("{} {}", one.more_is_better ? "maximise" : "minimise", record_of(one.metric).title));
  return joined(texts);
}

std::string constraints_text(const std::vector<Constraint>& constraints) {
  std::vector<std::string> texts;
  for (const Constraint& one : constraints) {
    const auto title = record_of(one.metric).title;
    if (std::isfinite(one.at_least))
      texts.push_back(fmt::format("{} at least {}", title, metric_text(one.metric, one.at_least)));
    if (std::isfinite(one.at_most))
      texts.push_back(fmt::format("{} at most {}", title, metric_text(one.metric, one.at_most)));
  }
  return texts.empty() ? "none" : joined(texts);
}

std::string method_text(const Search& search) {
  switch (search.method) {
    case Method::exhaustive:
      return "every combination";
    case Method::sobol:
      return fmt::format("Sobol points of seed {}", search.seed);
    case Method::nsga2:
      return fmt::format("NSGA-II, population {}, seed {}", search.population, search.seed);
  }
  return "";
}

std::string subject(const Space& space) {
  std::vector<std::string> networks;
  for (const SpaceNetwork& one : space.networks)
    networks.push_back(one.data.empty() ? one.name : one.name + " on " + one.data);
  std::string text = fmt::format("{}\n  {}\n\n", space.name, space.what);
  text += fmt::format("  chip {}, assumptions {}, batch {}, networks {}\n", space.chip, space.assumptions,
                      space.batch, joined(networks));
  if (!space.also_feasible.empty())
    text += fmt::format("  the chip must also be feasible under {}\n", joined(space.also_feasible));
  text += fmt::format("  objectives: {}\n  constraints: {}\n", objectives_text(space.objectives),
                      constraints_text(space.constraints));
  text += fmt::format("  {} parameters, {} combinations; {}\n", space.parameters.size(), space.size(),
                      method_text(space.search));
  text += "  Over several networks: geometric means, and the largest power. Two operations per\n";
  text += "  multiply-accumulate; pJ/bit: energy / (operations x operand bits).\n\n";
  return text;
}

std::string counts_table(const ExploreResult& result) {
  TextTable table({"stage", "evaluated", "designs", "outside", "infeasible", "illegal", ""});
  for (int s = 0; s < kStages; ++s) {
    const StageResult& stage = result.stages[s];
    const auto& n = stage.counts;
    const std::uint64_t evaluated = n[0] + n[1] + n[2] + n[3];
    if (evaluated == 0 && !stage.done) continue;
    const auto of = [&](Status status) { return fmt::format("{}", n[static_cast<std::size_t>(status)]); };
    std::string name = kStageNames[s];
    std::replace(name.begin(), name.end(), '_', ' ');
    table.row({name, fmt::format("{}", evaluated), of(Status::design), of(Status::outside),
               of(Status::infeasible), of(Status::illegal), stage.done ? "" : "not finished"});
  }
  return table.text(2);
}

std::string refusals(const ExploreResult& result) {
  std::string text;
  for (const RefusalExample& one : result.refusals)
    text += fmt::format("  {}, for example {}: {}\n", kStatusNames[static_cast<std::size_t>(one.status)],
                        joined(result.space.settings(one.number)), one.reason);
  return text.empty() ? "" : text + "\n";
}

std::string designs_table(const ExploreResult& result, const Conclusion& end,
                          const std::vector<std::size_t>& designs) {
  const std::vector<Metric> metrics = shown_metrics(result, end);
  std::vector<std::string> header = {""};
  for (const SpaceParameter& parameter : result.space.parameters) header.push_back(parameter.name);
  for (Metric metric : metrics) header.emplace_back(scale_of(metric).column);
  TextTable table(header);
  for (std::size_t position : designs) {
    const EvaluatedDesign& one = end.evaluated[position];
    std::vector<std::string> row = {end.knee == position ? "knee" : ""};
    for (const std::string& value : result.space.choices(one.number)) row.push_back(value);
    for (Metric metric : metrics) row.push_back(metric_value(metric, one.metrics[metric]));
    table.row(row);
  }
  return table.text(2);
}

/// At most `most` of the front, spread over it, in the front's order.
std::vector<std::size_t> excerpt(const Conclusion& end, std::size_t most) {
  if (end.front.size() <= most) return end.front;
  const std::vector<std::size_t> chosen = select_designs(end.objectives, end.evaluated, most);
  std::set<std::size_t> kept(chosen.begin(), chosen.end());
  if (end.knee) kept.insert(*end.knee);
  std::vector<std::size_t> shown;
  for (std::size_t position : end.front) {
    if (kept.contains(position)) shown.push_back(position);
  }
  return shown;
}

std::string front_section(const ExploreResult& result, const Conclusion& end, std::size_t most) {
  const std::vector<std::size_t> shown = excerpt(end, most);
  std::vector<std::string> titles;
  for (const Objective& one : end.objectives) titles.emplace_back(record_of(one.metric).title);
  std::string text =
      fmt::format("Pareto front of {}: {} non-dominated designs", joined(titles), end.front.size());
  if (shown.size() < end.front.size()) text += fmt::format(", {} of them shown", shown.size());
  text += fmt::format(" (values from the {})\n",
                      end.stage == EvaluationStage::closed_form ? "closed form" : "event simulation");
  text += designs_table(result, end, shown);
  text += end.knee ? "  knee: beyond it, a gain in one objective costs most in the others\n"
                   : "  no knee: no design bulges towards the ideal point\n";
  text += "\nBest of each objective\n";
  for (std::size_t k = 0; k < end.best.size(); ++k) {
    const EvaluatedDesign& one = end.evaluated[end.best[k]];
    const Metric metric = end.objectives[k].metric;
    text += fmt::format("  {} {}: {}\n", record_of(metric).title, metric_text(metric, one.metrics[metric]),
                        joined(result.space.settings(one.number)));
  }
  return text + "\n";
}

std::string share_text(const ParameterEffect& effect) {
  const std::string share = fmt::format("{:.1f} %", 100 * effect.share);
  return effect.error > 0 ? share + fmt::format(" +- {:.1f}", 100 * effect.error) : share;
}

std::string effects_table(const ExploreResult& result, const Sensitivity& found) {
  std::vector<std::string> header = {"parameter"};
  for (const Objective& objective : found.objectives) {
    header.emplace_back(record_of(objective.metric).title);
    header.emplace_back("");
  }
  TextTable table(header);
  for (std::size_t p = 0; p < found.effects.size(); ++p) {
    const SpaceParameter& parameter = result.space.parameters[p];
    std::vector<std::string> row = {parameter.name};
    for (const ParameterEffect& effect : found.effects[p]) {
      row.push_back(share_text(effect));
      row.push_back(trend_text(parameter, effect));
    }
    table.row(row);
  }
  return table.text(2) + "\n";
}

std::string light_section(const ExploreResult& result, const Sensitivity& found) {
  if (found.working < 2) return "";
  return "Sensitivity from photonic inference: share of the variance due to each parameter alone, and "
         "direction\n" +
         fmt::format("  over {} designs with photonic inference, {}\n", found.working,
                     found.exhaustive ? "all designs" : "selected by earlier stages, not an even sample") +
         effects_table(result, found);
}

std::string sensitivity_section(const ExploreResult& result, const Conclusion& end) {
  const Sensitivity& found = end.sensitivity;
  if (found.working < 2) return "";
  std::string text =
      "Sensitivity: share of each objective's variance due to each parameter alone, and direction\n";
  text += fmt::format("  over {} designs that work, {}\n", found.working,
                      found.exhaustive ? "all designs"
                      : result.space.search.method == Method::nsga2
                          ? "found by the search near the front, not an even sample"
                          : "a sample (standard error)");
  return text + effects_table(result, found);
}

/// Values that make a combination more likely not to work.
std::string refused_values(const ExploreResult& result, const Sensitivity& found) {
  if (found.evaluated == 0 || found.working == found.evaluated) return "";
  const auto refused = [](std::uint64_t working, std::uint64_t evaluated) {
    return 1 - static_cast<double>(working) / static_cast<double>(evaluated);
  };
  const double usual = refused(found.working, found.evaluated);
  constexpr std::size_t kMostRows = 12;
  std::vector<std::pair<double, std::vector<std::string>>> rows;
  for (std::size_t p = 0; p < found.values.size(); ++p) {
    for (std::size_t v = 0; v < found.values[p].size(); ++v) {
      const ValueRecord& value = found.values[p][v];
      if (value.evaluated == 0) continue;
      const double share = refused(value.working, value.evaluated);
      if (share <= 1.2 * usual) continue;
      rows.push_back({share,
                      {result.space.parameters[p].name, result.space.parameters[p].values[v],
                       fmt::format("{:.1f} %", 100 * share)}});
    }
  }
  if (rows.empty()) return "";
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  TextTable table({"parameter", "value", "do not work"});
  for (std::size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) table.row(rows[i].second);
  return fmt::format(
             "Values that make combinations fail: {:.1f} % of all combinations do not work, but of "
             "those with\n",
             100 * usual) +
         table.text(2) + "\n";
}

std::string gaps_section(const Conclusion& end) {
  if (end.gaps.empty()) return "";
  TextTable table({"closed form / event simulation - 1", "least", "mean", "most"});
  for (const StageGap& gap : end.gaps) {
    const auto percent = [](double share) { return fmt::format("{:+.2f} %", 100 * share); };
    table.row(
        {std::string(record_of(gap.metric).title), percent(gap.least), percent(gap.mean), percent(gap.most)});
  }
  return fmt::format("Closed form against event simulation, over {} designs\n{}\n", end.gaps.front().designs,
                     table.text(2));
}

std::string accuracy_section(const ExploreResult& result) {
  if (result.accuracies.empty()) return "";
  std::vector<std::string> header;
  for (const SpaceParameter& parameter : result.space.parameters) header.push_back(parameter.name);
  for (const char* cell : {"network", "samples", "photonic", "95 % interval", "digital"})
    header.emplace_back(cell);
  TextTable table(header);
  const auto percent = [](double share) {
    return std::isnan(share) ? "-" : fmt::format("{:.1f} %", 100 * share);
  };
  for (const MeasuredAccuracy& one : result.accuracies) {
    std::vector<std::string> row = result.space.choices(one.number);
    row.insert(row.end(), {one.network, fmt::format("{}", one.samples), percent(one.value),
                           percent(one.low) + " to " + percent(one.high), percent(one.digital)});
    table.row(row);
  }
  return "Accuracy by photonic inference\n" + table.text(2) + "\n";
}

}  // namespace

std::vector<Metric> shown_metrics(const ExploreResult& result, const Conclusion& conclusion) {
  std::vector<Metric> metrics;
  const auto add = [&](Metric metric) {
    if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end()) metrics.push_back(metric);
  };
  for (const Objective& objective : conclusion.objectives) add(objective.metric);
  for (const Constraint& constraint : result.space.constraints) add(constraint.metric);
  for (Metric metric : {Metric::throughput, Metric::epb, Metric::area, Metric::power}) add(metric);
  if (!result.of(EvaluationStage::inference).evaluated.empty()) add(Metric::accuracy);
  return metrics;
}

std::string trend_text(const SpaceParameter& parameter, const ParameterEffect& effect) {
  switch (effect.trend) {
    case ParameterEffect::Trend::flat:
      return "little effect";
    case ParameterEffect::Trend::towards:
      return "better towards " + parameter.values[effect.value];
    case ParameterEffect::Trend::inside:
      return "best at " + parameter.values[effect.value];
    case ParameterEffect::Trend::best:
      return "best: " + parameter.values[effect.value];
  }
  return "";
}

std::string no_design(const Space& space) {
  return space.constraints.empty() ? "No design works." : "No design works within the constraints.";
}

std::string explore_page(const ExploreResult& result, const Conclusion& conclusion, std::size_t most) {
  std::string page = subject(result.space) + counts_table(result) + "\n" + refusals(result);
  if (conclusion.front.empty()) {
    page += conclusion.evaluated.empty() ? "Nothing has been evaluated yet.\n\n"
                                         : no_design(result.space) + "\n\n";
  } else {
    page += front_section(result, conclusion, most);
  }
  page += sensitivity_section(result, conclusion) + light_section(result, conclusion.light) +
          refused_values(result, conclusion.sensitivity) + gaps_section(conclusion) +
          accuracy_section(result);
  return page + fmt::format("space {}, tron {}\n", result.fingerprint, result.version);
}

}  // namespace tron::report
