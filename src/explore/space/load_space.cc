#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/config/config.h"
#include "base/files/files.h"
#include "base/text/visible_text.h"
#include "explore/evaluated.h"
#include "explore/search/costs.h"
#include "explore/space/space.h"
#include "explore/space/value_range.h"

namespace tron::explore {
namespace {

constexpr std::uint64_t kMostCombinations = std::uint64_t{1} << 62;
constexpr std::size_t kMostObjectives = 6;

std::vector<std::string> each_once(const Config& table, std::string_view key,
                                   std::vector<std::string> texts) {
  std::set<std::string> seen;
  if (texts.empty()) throw InputError(table.place(key), "an empty list", "at least one entry");
  for (const std::string& text : texts) {
    if (!seen.insert(text).second) throw InputError(table.place(key), "'" + text + "' twice", "each once");
  }
  return texts;
}

std::vector<std::string> distinct(const Config& table, std::string_view key) {
  return each_once(table, key, table.texts(key));
}

std::uint64_t count(const Config& table, std::string_view key, std::int64_t low, std::int64_t high) {
  return static_cast<std::uint64_t>(table.integer(key, low, high));
}

Metric metric_named(const std::string& name, const Place& place) {
  std::vector<std::string> legal;
  for (const MetricRecord& record : metric_records()) {
    if (record.name == name) return record.metric;
    legal.emplace_back(record.name);
  }
  const std::string nearest = nearest_name(name, legal);
  throw InputError(
      place, "'" + name + "'",
      fmt::format("{}{}", fmt::join(legal, ", "), nearest.empty() ? "" : "; nearest is " + nearest));
}

void read_networks(const Config& root, Space& space) {
  if (root.has("networks")) {
    for (const std::string& name : distinct(root, "networks")) space.networks.push_back({name, name, ""});
  }
  const Config tables = root.table_or_empty("network");
  for (const std::string& name : tables.keys()) {
    const Config table = tables.table(name);
    SpaceNetwork network{name, table.text("network"), table.has("data") ? table.text("data") : ""};
    for (const SpaceNetwork& other : space.networks) {
      if (other.name == name) throw InputError(table.place(), "'" + name + "' again", "a name of its own");
    }
    space.networks.push_back(std::move(network));
  }
  if (space.networks.empty()) {
    throw InputError(Place{space.file, 0, 0, "networks"}, "no network",
                     "`networks = [...]`, or a table [network.NAME] with `network` and `data`");
  }
}

std::vector<std::string> read_paths(const Config& table, std::set<std::string>& taken) {
  const bool several = table.has("paths");
  const char* key = several ? "paths" : "path";
  std::vector<std::string> paths = several ? distinct(table, key) : std::vector{table.text(key)};
  for (const std::string& path : paths) {
    if (path.empty() || path.find('=') != std::string::npos)
      throw InputError(table.place(key), "'" + path + "'", "a path such as \"sizes.heads\"");
    if (!taken.insert(path).second)
      throw InputError(table.place(key), "'" + path + "' again", "a path of its own");
  }
  return paths;
}

/// A parameter's values stand in a table in a column of its name, beside these.
void check_name(const Config& table, const std::string& name) {
  const auto refuse = [&](const char* what) {
    throw InputError(table.place(), fmt::format("a parameter called '{}', as {} is", name, what),
                     "a name that no column of the results has");
  };
  for (const char* column : kDesignColumns)
    if (name == column) refuse("a column of every table of designs");
  for (const MetricRecord& record : metric_records())
    if (name == record.name) refuse("a metric");
}

void read_parameters(const Config& root, Space& space) {
  const Config parameters = root.table("parameter");
  std::set<std::string> taken;
  for (const std::string& name : parameters.keys()) {
    const Config table = parameters.table(name);
    check_name(table, name);
    SpaceParameter parameter{name, read_paths(table, taken), {}, false};
    parameter.values =
        table.has("values") ? each_once(table, "values", table.settings("values")) : values_of_range(table);
    if (parameter.values.size() > static_cast<std::size_t>(kMostValues)) {
      throw InputError(table.place("values"), fmt::format("{} values", parameter.values.size()),
                       fmt::format("at most {}", kMostValues));
    }
    parameter.ordered = parameter.values.size() > 1 && in_order(parameter.values);
    space.parameters.push_back(std::move(parameter));
  }
  if (space.parameters.empty()) {
    throw InputError(root.place("parameter"), "no parameter", "a table [parameter.NAME] at least");
  }
  std::uint64_t left = kMostCombinations;
  for (const SpaceParameter& parameter : space.parameters) left /= parameter.values.size();
  if (left == 0) throw InputError(root.place("parameter"), "more than 2^62 combinations", "fewer");
}

void read_objectives(const Config& root, Space& space) {
  const std::vector<std::string> names = distinct(root, "objectives");
  if (names.size() > kMostObjectives) {
    throw InputError(root.place("objectives"), fmt::format("{} objectives", names.size()),
                     fmt::format("at most {}: a front of more holds nearly every design", kMostObjectives));
  }
  for (const std::string& name : names) {
    const Metric metric = metric_named(name, root.place("objectives"));
    space.objectives.push_back({metric, record_of(metric).more_is_better});
  }
  if (measured_by(EvaluationStage::closed_form, space.objectives).empty()) {
    throw InputError(
        root.place("objectives"), "objectives that only photonic inference measures",
        "at least one that shapes decide, such as \"throughput\": it has to choose what goes on");
  }
}

/// A limit in the metric's unit: a quantity where it has one that quantities know, else a number in SI units.
double limit(const Config& table, const char* key, const MetricRecord& record) {
  constexpr double most = 1e30;
  if (record.unit == "W") return table.quantity<Power>(key, {0}, {most}).si;
  if (record.unit == "W/m^2") return table.quantity<HeatFlux>(key, {0}, {most}).si;
  if (record.unit == "m^2") return table.quantity<Area>(key, {0}, {most}).si;
  if (record.unit == "s") return table.quantity<Time>(key, {0}, {most}).si;
  if (record.unit == "J" || record.unit == "J/bit") return table.quantity<Energy>(key, {0}, {most}).si;
  return table.number(key, 0, record.unit.empty() ? 1 : most);
}

void read_constraints(const Config& root, Space& space) {
  const Config constraints = root.table_or_empty("constraints");
  for (const std::string& name : constraints.keys()) {
    const Metric metric = metric_named(name, constraints.place(name));
    const Config table = constraints.table(name);
    Constraint constraint;
    constraint.metric = metric;
    const bool least = table.has("at_least"), most = table.has("at_most");
    if (!least && !most) throw InputError(table.place(), "neither", "`at_least`, `at_most`, or both");
    if (least) constraint.at_least = limit(table, "at_least", record_of(metric));
    if (most) constraint.at_most = limit(table, "at_most", record_of(metric));
    if (constraint.at_least > constraint.at_most)
      throw InputError(table.place("at_least"), "more than `at_most`", "a range that is not empty");
    space.constraints.push_back(constraint);
  }
}

void read_search(const Config& root, Space& space) {
  constexpr std::int64_t most = std::int64_t{1} << 62;
  constexpr std::uint64_t usual = 5000;
  const Config table = root.table_or_empty("search");
  Search& search = space.search;
  if (table.has("method"))
    search.method = static_cast<Method>(table.choice("method", {"exhaustive", "sobol", "nsga2"}));
  const bool all = search.method == Method::exhaustive;
  search.budget = table.has("budget") ? count(table, "budget", all ? 0 : 1, most) : all ? 0 : usual;
  if (table.has("population")) search.population = count(table, "population", 8, 100'000);
  if (search.population % 4 != 0) {
    throw InputError(table.place("population"), fmt::format("{}", search.population),
                     "a multiple of 4: NSGA-II compares parents in pairs of pairs");
  }
  if (table.has("seed")) search.seed = count(table, "seed", 0, 0xFFFFFFFF);
}

void read_stages(const Config& root, Space& space) {
  const Config table = root.table_or_empty("stages");
  const auto optional = [&](const char* key, std::uint64_t& value, std::int64_t low, std::int64_t high) {
    if (table.has(key)) value = count(table, key, low, high);
  };
  optional("event", space.stages.event, 0, 1'000'000'000);
  optional("inference", space.stages.inference, 0, 1'000'000);
  optional("samples", space.stages.samples, 1, 1'000'000);
  optional("chips", space.stages.chips, 0, 100'000);
}

/// A metric that samples decide needs samples and a stage that runs them; otherwise nothing would measure it
/// and every design would pass.
void check_measured(const Space& space, Metric metric, const Place& place) {
  const MetricRecord& record = record_of(metric);
  if (record.stage != EvaluationStage::inference) return;
  const auto refuse = [&](const char* found, const char* allowed) {
    throw InputError(place, fmt::format("{}, but {}", record.name, found), allowed);
  };
  if (std::none_of(space.networks.begin(), space.networks.end(),
                   [](const SpaceNetwork& network) { return !network.data.empty(); })) {
    refuse("no network has data", "a table [network.NAME] with `network` and `data`");
  }
  if (space.stages.inference == 0)
    refuse("no design goes on to inference", "[stages] inference, the number of designs to run on samples");
  if (metric == Metric::yield && space.stages.chips == 0)
    refuse("no chips are made", "[stages] chips, the number of fabricated chips a design");
}

void check_all_measured(const Config& root, const Space& space) {
  for (const Objective& objective : space.objectives)
    check_measured(space, objective.metric, root.place("objectives"));
  for (const Constraint& constraint : space.constraints) {
    const std::string_view name = record_of(constraint.metric).name;
    check_measured(space, constraint.metric, root.table("constraints").place(name));
  }
}

Space space_of(const Config& root, const std::string& file) {
  Space space;
  space.file = file;
  space.name = visible_line(root.text("name"));
  space.what = visible_line(root.text("what"));
  space.chip = root.text("chip");
  space.assumptions = root.text("assumptions");
  if (root.has("also_feasible")) space.also_feasible = distinct(root, "also_feasible");
  read_networks(root, space);
  if (root.has("batch")) space.batch = count(root, "batch", 1, 1 << 20);
  if (root.has("sequence")) space.sequence = count(root, "sequence", 1, 1 << 20);
  read_parameters(root, space);
  read_objectives(root, space);
  read_constraints(root, space);
  read_search(root, space);
  read_stages(root, space);
  check_all_measured(root, space);
  root.finish();
  return space;
}

}  // namespace

Space load_space(const std::string& name_or_file) {
  const std::string file = find_description("space", name_or_file);
  return space_of(Config::read(file), file);
}

Space parse_space(std::string_view text, const std::string& name) {
  return space_of(Config::parse(text, name), name);
}

}  // namespace tron::explore
