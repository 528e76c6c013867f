#include "study/findings/limits.h"

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

std::optional<Costs> costs_of(const std::shared_ptr<const Graph>& graph, const Chip& chip,
                              const SimulationOptions& options) {
  const Feasible<Simulation> s = simulate_network(compile(graph, chip), chip, options);
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
    if (!one.why_not.empty() || !(one.*value < 1 - kNoticeable)) continue;
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const SettingEffect& o) { return o.path == one.path; });
    if (same == out.end()) {
      out.push_back(one);
    } else if (one.*value < *same.*value) {
      *same = one;
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [&](const SettingEffect& a, const SettingEffect& b) { return a.*value < b.*value; });
  if (out.size() > kLimitsShown) out.resize(kLimitsShown);
  return out;
}

/// Whether symbols or tiles of some pool wait for what the setting says.
bool is_term(const Machine& machine, const std::string& path) {
  const auto names = [&](const TimeTerm& term) {
    return term.counts && std::find(term.settings.begin(), term.settings.end(), path) != term.settings.end();
  };
  return std::any_of(machine.pools.begin(), machine.pools.end(), [&](const ArrayPool& pool) {
    return std::any_of(pool.symbol_terms.begin(), pool.symbol_terms.end(), names) ||
           std::any_of(pool.program_terms.begin(), pool.program_terms.end(), names);
  });
}

/// One design after another, each a change of one chip.
class Trial {
 public:
  Trial(const Chip& chip, const std::vector<std::string>& settings, const std::shared_ptr<const Graph>& graph,
        const SimulationOptions& options, const Costs& base)
      : chip_(chip),
        graph_(graph),
        options_(options),
        base_(base),
        description_(chip.file, chip.assumption_file),
        settings_(settings) {}

  void fill(SettingEffect& effect) const {
    std::vector<std::string> changed = settings_;
    changed.push_back(effect.path + "=" + effect.then);
    try {
      const Feasible<Chip> other = description_.load(changed);
      if (!other) effect.why_not = other.why().reason;
      if (!other || other->machine == chip_.machine) return;
      const auto costs = costs_of(graph_, *other, options_);
      if (!costs) return;
      effect.latency = costs->latency_s / base_.latency_s;
      effect.energy = costs->energy_j / base_.energy_j;
      effect.area = base_.area_m2 > 0 ? costs->area_m2 / base_.area_m2 : 1;
    } catch (const InputError&) {
      // Out of the parameter's range, or of what the network can take: no such design.
    }
  }

 private:
  const Chip& chip_;
  const std::shared_ptr<const Graph>& graph_;
  const SimulationOptions& options_;
  const Costs& base_;
  ChipDescription description_;
  const std::vector<std::string>& settings_;
};

}  // namespace

Limits limits_of(const Chip& chip, const std::vector<std::string>& settings,
                 const std::shared_ptr<const Graph>& graph, const SimulationOptions& wanted) {
  SimulationOptions options = wanted;
  options.model = TimeModel::bound;
  options.generate = 0;
  options.observer = {};
  Limits limits;
  const auto base = costs_of(graph, chip, options);
  if (!base || !(base->latency_s > 0) || !(base->energy_j > 0)) return limits;
  std::vector<SettingEffect> all = changes_of(chip.resolved, limits.tried);
  const Trial trial(chip, settings, graph, options, *base);
  parallel_for(all.size(), 0, [&](std::size_t i, int) { trial.fill(all[i]); });
  for (const SettingEffect& one : all) {
    if (!one.why_not.empty() && is_term(chip.machine, one.path)) limits.refused.push_back(one);
  }
  limits.speed = largest(all, &SettingEffect::latency);
  limits.energy = largest(all, &SettingEffect::energy);
  return limits;
}

}  // namespace tron::study
