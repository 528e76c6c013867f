#include <cmath>

#include "report/explore/explore_page.h"

namespace tron::report {
namespace {

constexpr const char* kMethodNames[] = {"exhaustive", "sobol", "nsga2"};
constexpr const char* kTrendNames[] = {"flat", "towards", "inside", "best"};

Json number_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json parameters_json(const Space& space) {
  Json all = Json::array();
  for (const SpaceParameter& one : space.parameters) {
    Json paths = Json::array(), values = Json::array();
    for (const std::string& path : one.paths) paths.push_back(path);
    for (const std::string& value : one.values) values.push_back(value);
    all.push_back(
        Json::Object{{"name", one.name}, {"paths", paths}, {"ordered", one.ordered}, {"values", values}});
  }
  return all;
}

Json space_json(const Space& space) {
  Json networks = Json::array(), objectives = Json::array(), constraints = Json::array(),
       also = Json::array();
  for (const SpaceNetwork& one : space.networks)
    networks.push_back(Json::Object{{"name", one.name}, {"network", one.network}, {"data", one.data}});
  for (const Objective& one : space.objectives)
    objectives.push_back(Json::Object{{"metric", std::string(record_of(one.metric).name)},
                                      {"unit", std::string(record_of(one.metric).unit)},
                                      {"more_is_better", one.more_is_better}});
  for (const Constraint& one : space.constraints)
    constraints.push_back(Json::Object{{"metric", std::string(record_of(one.metric).name)},
                                       {"at_least", number_or_null(one.at_least)},
                                       {"at_most", number_or_null(one.at_most)}});
  for (const std::string& one : space.also_feasible) also.push_back(one);
  return Json::Object{{"name", space.name},
                      {"what", space.what},
                      {"chip", space.chip},
                      {"assumptions", space.assumptions},
                      {"also_feasible", also},
                      {"networks", networks},
                      {"batch", space.batch},
                      {"sequence", space.sequence},
                      {"parameters", parameters_json(space)},
                      {"objectives", objectives},
                      {"constraints", constraints},
                      {"combinations", space.size()}};
}

Json stages_json(const ExploreResult& result) {
  Json all = Json::array();
  for (int s = 0; s < kStages; ++s) {
    Json counts = Json::object();
    for (int v = 0; v < kStatuses; ++v) counts[kStatusNames[v]] = result.stages[s].counts[v];
    all.push_back(
        Json::Object{{"stage", kStageNames[s]}, {"done", result.stages[s].done}, {"counts", counts}});
  }
  return all;
}

Json metrics_json(const Metrics& metrics) {
  Json all = Json::object();
  for (const MetricRecord& record : metric_records())
    all[record.name] = number_or_null(metrics[record.metric]);
  return all;
}

Json design_json(const Space& space, const EvaluatedDesign& one) {
  Json choices = Json::object();
  const std::vector<std::string> values = space.choices(one.number);
  for (std::size_t p = 0; p < values.size(); ++p) choices[space.parameters[p].name] = values[p];
  return Json::Object{{"number", one.number}, {"choices", choices}, {"metrics", metrics_json(one.metrics)}};
}

Json sensitivity_json(const Space& space, const Sensitivity& found) {
  Json parameters = Json::array();
  for (std::size_t p = 0; p < found.effects.size(); ++p) {
    Json effects = Json::array(), values = Json::array();
    for (std::size_t k = 0; k < found.effects[p].size(); ++k) {
      const ParameterEffect& one = found.effects[p][k];
      effects.push_back(Json::Object{{"objective", std::string(record_of(found.objectives[k].metric).name)},
                                     {"share", one.share},
                                     {"error", one.error},
                                     {"trend", kTrendNames[static_cast<int>(one.trend)]},
                                     {"value", space.parameters[p].values[one.value]}});
    }
    for (std::size_t v = 0; v < found.values[p].size(); ++v) {
      const ValueRecord& one = found.values[p][v];
      values.push_back(Json::Object{{"value", space.parameters[p].values[v]},
                                    {"evaluated", one.evaluated},
                                    {"working", one.working},
                                    {"designs", one.designs}});
    }
    parameters.push_back(
        Json::Object{{"name", space.parameters[p].name}, {"effects", effects}, {"values", values}});
  }
  return Json::Object{{"exhaustive", found.exhaustive},
                      {"evaluated", found.evaluated},
                      {"working", found.working},
                      {"parameters", parameters}};
}

Json gaps_json(const Conclusion& end) {
  Json all = Json::array();
  for (const StageGap& one : end.gaps)
    all.push_back(Json::Object{{"metric", std::string(record_of(one.metric).name)},
                               {"designs", one.designs},
                               {"least", one.least},
                               {"mean", one.mean},
                               {"most", one.most}});
  return all;
}

Json accuracies_json(const ExploreResult& result) {
  Json all = Json::array();
  for (const MeasuredAccuracy& one : result.accuracies)
    all.push_back(Json::Object{{"number", one.number},
                               {"network", one.network},
                               {"samples", one.samples},
                               {"value", one.value},
                               {"low", one.low},
                               {"high", one.high},
                               {"digital", number_or_null(one.digital)}});
  return all;
}

}  // namespace

Json explore_json(const ExploreResult& result, const Conclusion& conclusion) {
  const Space& space = result.space;
  Json front = Json::array(), best = Json::array(), refusals = Json::array();
  for (std::size_t position : conclusion.front)
    front.push_back(design_json(space, conclusion.evaluated[position]));
  for (std::size_t k = 0; k < conclusion.best.size(); ++k)
    best.push_back(Json::Object{{"objective", std::string(record_of(conclusion.objectives[k].metric).name)},
                                {"number", conclusion.evaluated[conclusion.best[k]].number}});
  for (const RefusalExample& one : result.refusals)
    refusals.push_back(Json::Object{{"status", kStatusNames[static_cast<std::size_t>(one.status)]},
                                    {"number", one.number},
                                    {"reason", one.reason}});
  return Json::Object{
      {"program", "tron explore"},
      {"version", result.version},
      {"fingerprint", result.fingerprint},
      {"space", space_json(space)},
      {"search", Json::Object{{"method", kMethodNames[static_cast<int>(space.search.method)]},
                              {"budget", space.search.budget},
                              {"population", space.search.population},
                              {"seed", space.search.seed}}},
      {"stages", stages_json(result)},
      {"refusals", refusals},
      {"figures_of", kStageNames[static_cast<std::size_t>(conclusion.stage)]},
      {"front", front},
      {"knee", conclusion.knee ? Json(conclusion.evaluated[*conclusion.knee].number) : Json()},
      {"best", best},
      {"sensitivity", sensitivity_json(space, conclusion.sensitivity)},
      {"sensitivity_of_light",
       conclusion.light.effects.empty() ? Json() : sensitivity_json(space, conclusion.light)},
      {"closed_form_against_event", gaps_json(conclusion)},
      {"accuracy", accuracies_json(result)}};
}

}  // namespace tron::report
