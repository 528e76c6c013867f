#include "study/reproduce/reproduce_effects.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/execution/parallel.h"
#include "base/text/units.h"

namespace tron::study {
namespace {

/// As --set takes it.
std::string setting_text(const Json& value) {
  return value.is_string() ? value.as_string() : value.dump(0);
}

void collect(const Json& table, const std::string& path, std::vector<Parameter>& out) {
  for (const auto& [key, member] : table.as_object()) {
    if (!member.is_object()) continue;
    const std::string name = path.empty() ? key : fmt::format("{}.{}", path, key);
    const Json* value = member.find("value");
    if (value == nullptr) {
      collect(member, name, out);
      continue;
    }
    const Json *source = member.find("source"), *tag = member.find("tag");
    out.push_back({name,
                   setting_text(*value),
                   {source != nullptr ? source->as_string() : "", tag != nullptr ? tag->as_string() : ""}});
  }
}

/// A change below a billionth is rounding, not an effect.
constexpr double kNothing = 1e-9;

Effect effect_of(const ModelAnswer& answer, const ModelPoint& base) {
  if (!answer.point) return {std::nullopt, std::nullopt, answer.why_not};
  return {answer.point->throughput_ops_per_s / base.throughput_ops_per_s,
          base.energy_per_op_j / answer.point->energy_per_op_j, ""};
}

/// Settings to try, and where the answer goes.
struct Task {
  std::size_t set;
  std::vector<std::string> settings;
  Effect* effect;
};

void run_tasks(std::vector<Task>& tasks, const ChipModel& model, const ModelRequest& request,
               const PerSet<ModelPoint>& base) {
  parallel_for(tasks.size(), 0, [&](std::size_t i, int) {
    ModelRequest asked = request;
    asked.assumptions = kSetNames[tasks[i].set];
    asked.settings = tasks[i].settings;
    *tasks[i].effect = effect_of(model.simulate(asked), base[tasks[i].set]);
  });
}

/// Parameters that both sets have.
std::vector<Sensitivity> sensitivities_of(const PerSet<Json>& resolved) {
  const std::vector<Parameter> paper = parameters_of(resolved[0]);
  std::vector<Sensitivity> out;
  for (const Parameter& p : parameters_of(resolved[1])) {
    const auto same =
        std::find_if(paper.begin(), paper.end(), [&](const Parameter& o) { return o.path == p.path; });
    if (same != paper.end()) out.push_back({p, {same->value, p.value}, {}});
  }
  return out;
}

/// The changes of a parameter under any set, and the tasks that try them.
void add_changes(Sensitivity& s, std::vector<Task>& tasks) {
  const bool turns = s.value[0] == "true" || s.value[0] == "false";
  const auto settings = [&](std::size_t set, double factor) {
    const auto value = scaled_value(s.value[set], factor);
    return value ? s.parameter.path + "=" + *value : "";
  };
  for (const double factor : {0.5, 2.0}) {
    if (settings(0, factor).empty() && settings(1, factor).empty()) continue;
    if (turns && !s.changes.empty()) continue;
    s.changes.push_back({turns ? "turned" : fmt::format("x {}", factor), {}});
  }
  for (auto& change : s.changes) {
    for (std::size_t set = 0; set < kSets; ++set) {
      const std::string setting = settings(set, change.what == "x 2" ? 2.0 : 0.5);
      if (!setting.empty()) tasks.push_back({set, {setting}, &change.effect[set]});
    }
  }
}

double strength(const DifferenceEffect& e) {
  return std::max(strength(e.to_audited), strength(e.to_paper));
}

double strength(const Sensitivity& e) {
  double most = 0;
  for (const auto& change : e.changes)
    for (const Effect& effect : change.effect) most = std::max(most, strength(effect));
  return most;
}

bool without_effect(const DifferenceEffect& e) {
  return e.to_audited.throughput && e.to_paper.throughput && strength(e) < kNothing;
}

template <class T>
void largest_first(std::vector<T>& list) {
  std::stable_sort(list.begin(), list.end(),
                   [](const T& a, const T& b) { return strength(a) > strength(b); });
}

void sift(Effects& effects) {
  auto& differ = effects.differences;
  largest_first(differ);
  for (const DifferenceEffect& e : differ)
    if (without_effect(e)) effects.without.push_back(e.difference.path);
  std::erase_if(differ, without_effect);
  largest_first(effects.sensitivities);
  std::erase_if(effects.sensitivities, [](const Sensitivity& e) { return strength(e) < kNothing; });
}

}  // namespace

std::vector<Parameter> parameters_of(const Json& resolved) {
  std::vector<Parameter> out;
  collect(resolved, "", out);
  return out;
}

std::vector<Difference> differences(const Json& paper, const Json& audited) {
  const std::vector<Parameter> other = parameters_of(audited);
  std::vector<Difference> out;
  for (const Parameter& p : parameters_of(paper)) {
    const auto same =
        std::find_if(other.begin(), other.end(), [&](const Parameter& o) { return o.path == p.path; });
    if (same != other.end() && same->value != p.value)
      out.push_back({p.path, {p.value, same->value}, {p.provenance, same->provenance}});
  }
  return out;
}

namespace {

/// A number and its unit, where it can be scaled.
struct Scalable {
  double number = 0;
  std::string unit;
  bool whole = false;
};

std::optional<Scalable> scalable(const std::string& value) {
  Scalable out;
  const char* last = value.data() + value.size();
  const auto [end, error] = std::from_chars(value.data(), last, out.number);
  if (error != std::errc() || out.number == 0 || !std::isfinite(out.number)) return std::nullopt;
  out.unit.assign(end, last);
  out.whole = out.unit.empty() && value.find_first_of(".eE") == std::string::npos;
  if (out.unit.empty()) return out;
  const auto measured = parse_quantity(value, nullptr);
  const auto kind = measured ? measured->dimension.kind : Dimension::Kind::dbm;
  if (kind == Dimension::Kind::dbm || kind == Dimension::Kind::decibel_per_hertz) return std::nullopt;
  return out;
}

std::optional<std::string> turned(const std::string& value) {
  if (value != "true" && value != "false") return std::nullopt;
  return value == "true" ? "false" : "true";
}

}  // namespace

std::optional<std::string> scaled_value(const std::string& value, double factor) {
  if (const auto other = turned(value)) return other;
  const auto parts = scalable(value);
  if (!parts) return std::nullopt;
  const double number = parts->number * factor;
  if (parts->whole && number != std::floor(number)) return std::nullopt;
  return fmt::format("{}{}", number, parts->unit);
}

std::optional<std::string> rounded_value(const std::string& value, double factor) {
  if (const auto other = turned(value)) return other;
  const auto parts = scalable(value);
  if (!parts) return std::nullopt;
  const double number = parts->number * factor;
  const std::string text =
      parts->whole ? fmt::format("{}", std::round(number)) : fmt::format("{:.3g}{}", number, parts->unit);
  if (text == value) return std::nullopt;
  return text;
}

double strength(const Effect& effect) {
  double most = 0;
  for (const auto& factor : {effect.throughput, effect.energy})
    if (factor && *factor > 0) most = std::max(most, std::abs(std::log(*factor)));
  return most;
}

Effects effects_of(const ChipModel& model, const ModelRequest& request) {
  Effects out;
  out.request = request;
  PerSet<ModelPoint> base;
  PerSet<Json> resolved;
  for (std::size_t set = 0; set < kSets; ++set) {
    ModelRequest asked = request;
    asked.assumptions = kSetNames[set];
    const ModelAnswer answer = model.simulate(asked);
    if (!answer.point) return out;
    base[set] = *answer.point;
    resolved[set] = model.resolved(kSetNames[set]);
  }

  std::vector<Task> tasks;
  std::vector<std::string> every;
  for (Difference& d : differences(resolved[0], resolved[1]))
    out.differences.push_back({std::move(d), {}, {}});
  for (DifferenceEffect& e : out.differences) {
    const auto& [path, value, from] = e.difference;
    tasks.push_back({0, {path + "=" + value[1]}, &e.to_audited});
    tasks.push_back({1, {path + "=" + value[0]}, &e.to_paper});
    every.push_back(path + "=" + value[1]);
  }
  tasks.push_back({0, every, &out.all});
  out.sensitivities = sensitivities_of(resolved);
  for (Sensitivity& sensitivity : out.sensitivities) {
    add_changes(sensitivity, tasks);
    out.parameters_tried += sensitivity.changes.empty() ? 0 : 1;
  }
  run_tasks(tasks, model, request, base);
  sift(out);
  return out;
}

}  // namespace tron::study
