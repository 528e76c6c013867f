#include "study/limits.h"

#include <algorithm>
#include <optional>

#include "base/execution/parallel.h"
#include "program/program.h"
#include "study/reproduce/reproduce_effects.h"

namespace tron::study {
namespace {

/// What the closed form says of a design.
struct Costs {
  double latency_s = 0, energy_j = 0, area_m2 = 0;
};

std::optional<Costs> costs_of(const Graph& graph, const Chip& chip, const SimulationOptions& options) {
  const Feasible<Simulation> s = simulate_network(compile(graph, chip), graph, chip, options);
  if (!s) return std::nullopt;
  return Costs{s->latency_s, s->energy_j, s->area_m2};
}

/// Every change of every parameter, in the order of the description.
std::vector<SettingEffect> changes_of(const Json& resolved, std::size_t& tried) {
  std::vector<SettingEffect> out;
  for (const Parameter& p : parameters_of(resolved)) {
    const std::size_t before = out.size();
    for (const double factor : {0.5, 2.0}) {
      const auto value = scaled_value(p.value, factor);
      if (value && (out.empty() || out.back().path != p.path || out.back().then != *value))
        out.push_back({p.path, p.value, *value});
    }
    tried += out.size() > before ? 1 : 0;
  }
  return out;
}

constexpr double kNoticeable = 0.01;  ///< smaller gains are no answer to what limits a run

/// The changes with the largest gain, each setting once.
std::vector<SettingEffect> largest(const std::vector<SettingEffect>& all, double SettingEffect::*value) {
  std::vector<SettingEffect> out;
  for (const SettingEffect& one : all) {
    if (!(one.*value < 1 - kNoticeable)) continue;
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const SettingEffect& o) { return o.path == one.path; });
    if (same == out.end()) {
      out.push_back(one);
    } else if (one.*value < *same.*value) {
      *same = one;
    }
  }
  std::stable_sort(out.begin(), out.end(), [&](const SettingEffect& a, const SettingEffect& b) {
    return a.*value < b.*value;
  });
  if (out.size() > kLimitsShown) out.resize(kLimitsShown);
  return out;
}

}  // namespace

Limits limits_of(const Chip& chip, const std::vector<std::string>& settings, const Graph& graph,
                 const SimulationOptions& wanted) {
  SimulationOptions options = wanted;
  options.model = TimeModel::bound;
  options.generate = 0;
  options.observer = {};
  Limits limits;
  const auto base = costs_of(graph, chip, options);
  if (!base || !(base->latency_s > 0) || !(base->energy_j > 0)) return limits;
  const ChipDescription description(chip.file, chip.assumption_file);
  std::vector<ChipSetting> fixed;
  for (const std::string& setting : settings) fixed.push_back({setting, 0});
  std::vector<SettingEffect> all = changes_of(chip.resolved, limits.tried);
  parallel_for(all.size(), 0, [&](std::size_t i, int) {
    SettingEffect& effect = all[i];
    std::vector<ChipSetting> changed = fixed;
    changed.push_back({effect.path + "=" + effect.then, 0});
    try {
      const Feasible<Chip> other = description.load(changed);
      if (!other || other->machine == chip.machine) return;
      const auto costs = costs_of(graph, *other, options);
      if (!costs) return;
      effect.latency = costs->latency_s / base->latency_s;
      effect.energy = costs->energy_j / base->energy_j;
      effect.area = base->area_m2 > 0 ? costs->area_m2 / base->area_m2 : 1;
    } catch (const InputError&) {
      // Out of the parameter's range, or of what the network can take: no such design.
    }
  });
  limits.speed = largest(all, &SettingEffect::latency);
  limits.energy = largest(all, &SettingEffect::energy);
  return limits;
}

}  // namespace tron::study
