#include "explore/search/sensitivity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "base/numbers/philox.h"

namespace tron::explore {
namespace {

constexpr int kGroups = 10;

struct Sums {
  double count = 0, sum = 0;
};

struct Totals {
  double count = 0, sum = 0, squares = 0;
};

/// Sums of one objective by group; those of a value of a parameter in `by_value`.
struct Tally {
  std::array<Totals, kGroups> all{};
  std::vector<std::vector<std::array<Sums, kGroups>>> by_value;  ///< [parameter][value]
};

/// Groups must not follow the grid, whose last parameters repeat every few numbers.
int group_of(std::uint64_t number) {
  const auto words = Philox::block(
      {static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32), 0, 0}, {1, 0});
  return static_cast<int>(words[0] % kGroups);
}

/// The share of variance between the values, leaving out one group (or none: -1).
double share_without(const Tally& tally, std::size_t parameter, int left_out, bool exhaustive) {
  Totals all;
  for (int g = 0; g < kGroups; ++g) {
    if (g == left_out) continue;
    all.count += tally.all[g].count, all.sum += tally.all[g].sum, all.squares += tally.all[g].squares;
  }
  double between = 0, met = 0;
  for (const auto& groups : tally.by_value[parameter]) {
    Sums value;
    for (int g = 0; g < kGroups; ++g) {
      if (g != left_out) value.count += groups[g].count, value.sum += groups[g].sum;
    }
    if (value.count == 0) continue;
    between += value.sum * value.sum / value.count;
    ++met;
  }
  if (all.count < 2 || met < 2) return 0;
  const double mean_square = all.sum * all.sum / all.count;
  const double total = all.squares - mean_square;
  between -= mean_square;
  // Rounding leaves a trace where nothing differs.
  if (!(total > 1e-12 * all.squares) || total <= 0) return 0;
  if (!exhaustive) {
    if (all.count <= met) return 0;
    between -= (met - 1) * (total - between) / (all.count - met);
  }
  return std::clamp(between / total, 0.0, 1.0);
}

double jackknife_error(const Tally& tally, std::size_t parameter) {
  std::array<double, kGroups> shares{};
  double mean = 0, squares = 0;
  for (int g = 0; g < kGroups; ++g) mean += (shares[g] = share_without(tally, parameter, g, false)) / kGroups;
  for (double share : shares) squares += (share - mean) * (share - mean);
  return std::sqrt((kGroups - 1.0) / kGroups * squares);
}

/// Where the means lead: towards an end, to a value inside, or to one among values without order.
void find_trend(const SpaceParameter& parameter, const std::vector<ValueRecord>& values,
                std::size_t objective, ParameterEffect& effect) {
  std::vector<std::size_t> met;
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (values[v].working > 0) met.push_back(v);
  }
  if (met.size() < 2 ||
      effect.share < std::max(1e-9, effect.error > 0 ? std::min(0.01, 2 * effect.error) : 0))
    return;
  const auto mean = [&](std::size_t v) { return values[v].means[objective]; };
  effect.value = *std::min_element(met.begin(), met.end(), [&](auto a, auto b) { return mean(a) < mean(b); });
  const bool end = effect.value == met.front() || effect.value == met.back();
  effect.trend = !parameter.ordered ? ParameterEffect::Trend::best
                 : end              ? ParameterEffect::Trend::towards
                                    : ParameterEffect::Trend::inside;
}

class Analysis {
 public:
  Analysis(const Space& space, const std::vector<Objective>& objectives) : space_(&space) {
    result_.objectives = objectives;
    tallies_.resize(objectives.size());
    for (const SpaceParameter& parameter : space.parameters) {
      result_.values.emplace_back(parameter.values.size());
      for (Tally& tally : tallies_) tally.by_value.emplace_back(parameter.values.size());
    }
  }

  void add(const EvaluatedDesign& evaluated) {
    ++result_.evaluated;
    const std::vector<std::uint32_t> indices = space_->indices(evaluated.number);
    const bool works = evaluated.status == Status::design || evaluated.status == Status::outside;
    for (std::size_t p = 0; p < indices.size(); ++p) {
      ValueRecord& value = result_.values[p][indices[p]];
      ++value.evaluated;
      value.working += works ? 1 : 0;
      value.designs += evaluated.status == Status::design ? 1 : 0;
    }
    if (!works) return;
    ++result_.working;
    add_costs(evaluated, indices);
  }

  Sensitivity finish() {
    result_.exhaustive = result_.evaluated == space_->size();
    for (std::size_t p = 0; p < space_->parameters.size(); ++p) {
      std::vector<ParameterEffect>& effects = result_.effects.emplace_back(tallies_.size());
      find_means(p);
      for (std::size_t k = 0; k < tallies_.size(); ++k) {
        effects[k].share = share_without(tallies_[k], p, -1, result_.exhaustive);
        effects[k].error = result_.exhaustive ? 0 : jackknife_error(tallies_[k], p);
        find_trend(space_->parameters[p], result_.values[p], k, effects[k]);
      }
    }
    return std::move(result_);
  }

 private:
  void add_costs(const EvaluatedDesign& evaluated, const std::vector<std::uint32_t>& indices) {
    std::vector<double> costs = scaled_costs_of(result_.objectives, evaluated.metrics);
    // About the first one's, so that squares keep their digits.
    if (origin_.empty()) origin_ = costs;
    const int group = group_of(evaluated.number);
    for (std::size_t k = 0; k < costs.size(); ++k) {
      const double y = costs[k] - origin_[k];
      if (!std::isfinite(y)) continue;
      Totals& all = tallies_[k].all[group];
      all.count += 1, all.sum += y, all.squares += y * y;
      for (std::size_t p = 0; p < indices.size(); ++p) {
        Sums& value = tallies_[k].by_value[p][indices[p]][group];
        value.count += 1, value.sum += y;
      }
    }
  }

  void find_means(std::size_t p) {
    for (std::size_t v = 0; v < result_.values[p].size(); ++v) {
      for (std::size_t k = 0; k < tallies_.size(); ++k) {
        Sums value;
        for (const Sums& group : tallies_[k].by_value[p][v])
          value.count += group.count, value.sum += group.sum;
        result_.values[p][v].means.push_back(value.count > 0 ? origin_[k] + value.sum / value.count
                                                             : std::numeric_limits<double>::quiet_NaN());
      }
    }
  }

  const Space* space_;
  Sensitivity result_;
  std::vector<Tally> tallies_;  ///< by objective
  std::vector<double> origin_;
};

}  // namespace

Sensitivity sensitivity_of(const Space& space, const std::vector<Objective>& objectives,
                           const std::vector<EvaluatedDesign>& evaluated) {
  Analysis analysis(space, objectives);
  for (const EvaluatedDesign& one : evaluated) analysis.add(one);
  return analysis.finish();
}

}  // namespace tron::explore
