#include "explore/space.h"

#include <limits>
#include <set>

#include "base/config.h"
#include "base/error.h"
#include "base/files.h"

namespace tron {
namespace {

constexpr std::uint64_t kMostCombinations = 1'000'000'000;

std::vector<std::string> distinct(const Config& table, std::string_view key) {
  std::vector<std::string> texts = table.texts(key);
  std::set<std::string> seen;
  if (texts.empty()) throw InputError(table.place(key), "an empty list", "at least one entry");
  for (const std::string& text : texts) {
    if (!seen.insert(text).second) throw InputError(table.place(key), "'" + text + "' twice", "each once");
  }
  return texts;
}

void read_parameters(const Config& root, Space& space) {
  const Config parameters = root.table("parameter");
  std::set<std::string> paths;
  for (const std::string& name : parameters.keys()) {
    const Config table = parameters.table(name);
    SpaceParameter parameter{name, table.text("path"), distinct(table, "values")};
    if (!paths.insert(parameter.path).second) {
      throw InputError(table.place("path"), "'" + parameter.path + "' again", "a path of its own");
    }
    space.parameters.push_back(std::move(parameter));
  }
  if (space.parameters.empty()) {
    throw InputError(root.place("parameter"), "no parameter", "a table [parameter.NAME] at least");
  }
}

template <class Q>
std::optional<Q> limit(const Config& table, std::string_view key, Q high) {
  if (!table.has(key)) return {};
  return table.quantity<Q>(key, Q{0}, high);
}

}  // namespace

std::uint64_t Space::size() const {
  std::uint64_t product = 1;
  for (const SpaceParameter& parameter : parameters) product *= parameter.values.size();
  return product;
}

std::vector<std::string> Space::choices(std::uint64_t number) const {
  std::vector<std::string> chosen(parameters.size());
  for (std::size_t i = parameters.size(); i-- > 0;) {
    const auto& values = parameters[i].values;
    chosen[i] = values[number % values.size()];
    number /= values.size();
  }
  return chosen;
}

std::vector<std::string> Space::settings(std::uint64_t number) const {
  std::vector<std::string> chosen = choices(number);
  for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = parameters[i].path + "=" + chosen[i];
  return chosen;
}

Space load_space(const std::string& name_or_file) {
  Space space;
  space.file = find_description("space", name_or_file);
  const Config root = Config::read(space.file);
  space.name = root.text("name");
  space.what = root.text("what");
  space.chip = root.text("chip");
  space.assumptions = root.text("assumptions");
  if (root.has("also_feasible")) space.also_feasible = distinct(root, "also_feasible");
  space.networks = distinct(root, "networks");
  if (root.has("batch")) space.batch = static_cast<std::uint64_t>(root.integer("batch", 1, 1 << 20));
  if (root.has("sequence")) {
    space.sequence = static_cast<std::uint64_t>(root.integer("sequence", 1, 1 << 20));
  }
  read_parameters(root, space);
  const Config limits = root.table_or_empty("limits");
  space.limits.area = limit<Area>(limits, "area", Area{1});
  space.limits.peak_power = limit<Power>(limits, "peak_power", Power{1e6});
  space.limits.power = limit<Power>(limits, "power", Power{1e6});
  space.objective = static_cast<Objective>(
      root.choice("objective", {"throughput", "epb", "throughput_per_epb", "latency", "energy"}));
  root.finish();
  std::uint64_t left = kMostCombinations;
  for (const SpaceParameter& parameter : space.parameters) left /= parameter.values.size();
  if (left == 0) {
    throw InputError(root.place("parameter"), "more than 10^9 combinations", "fewer");
  }
  return space;
}

}  // namespace tron
