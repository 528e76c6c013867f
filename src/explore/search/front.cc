#include "explore/search/front.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace tron::explore {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Costs of the designs, row by row, in lexicographic order: whoever beats a row stands before it.
struct Rows {
  std::size_t width = 0;
  std::vector<double> costs;
  std::vector<std::size_t> positions;  ///< in the evaluated ones

  const double* operator[](std::size_t row) const { return costs.data() + row * width; }
  std::size_t size() const { return positions.size(); }
};

Rows sorted_rows(const std::vector<Objective>& objectives, const std::vector<EvaluatedDesign>& evaluated) {
  Rows found, sorted;
  found.width = sorted.width = objectives.size();
  for (std::size_t i = 0; i < evaluated.size(); ++i) {
    if (evaluated[i].status != Status::design) continue;
    const std::vector<double> costs = costs_of(objectives, evaluated[i].metrics);
    if (std::any_of(costs.begin(), costs.end(), [](double c) { return std::isnan(c); })) continue;
    found.costs.insert(found.costs.end(), costs.begin(), costs.end());
    found.positions.push_back(i);
  }
  std::vector<std::size_t> order(found.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto [left, right] = std::mismatch(found[a], found[a] + found.width, found[b]);
    if (left != found[a] + found.width) return *left < *right;
    return evaluated[found.positions[a]].number < evaluated[found.positions[b]].number;
  });
  sorted.costs.reserve(found.costs.size());
  for (std::size_t i : order) {
    sorted.costs.insert(sorted.costs.end(), found[i], found[i] + found.width);
    sorted.positions.push_back(found.positions[i]);
  }
  return sorted;
}

/// Whether no cost of `a` is above that of `b`.
bool covers(const double* a, const double* b, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) {
    if (a[i] > b[i]) return false;
  }
  return true;
}

/// Of rows that come in lexicographic order: whether one that came covers the next. For two objectives the
/// least second cost decides; for three a staircase of the second and third; beyond, all members of the
/// front.
class Sweep {
 public:
  explicit Sweep(const Rows& rows) : rows_(&rows) {}

  /// Takes the row into the front, unless one there covers it.
  bool take(std::size_t row) {
    const double* costs = (*rows_)[row];
    switch (rows_->width) {
      case 1:
        return !std::exchange(any_, true);
      case 2:
        if (costs[1] >= least_) return false;
        least_ = costs[1];
        return true;
      case 3:
        return take_step(costs[1], costs[2]);
      default:
        return take_member(row);
    }
  }

 private:
  bool take_step(double second, double third) {
    auto step = stairs_.upper_bound(second);
    if (step != stairs_.begin() && std::prev(step)->second <= third) return false;
    step = stairs_.insert_or_assign(second, third).first;
    for (++step; step != stairs_.end() && step->second >= third;) step = stairs_.erase(step);
    return true;
  }

  bool take_member(std::size_t row) {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (!covers((*rows_)[members_[i]], (*rows_)[row], rows_->width)) continue;
      // Who beats one beats many: it is asked sooner next time.
      std::swap(members_[i], members_[i / 2]);
      return false;
    }
    members_.push_back(row);
    return true;
  }

  const Rows* rows_;
  bool any_ = false;
  double least_ = kInfinity;
  std::map<double, double> stairs_;  ///< second cost -> third cost, which falls
  std::vector<std::size_t> members_;
};

/// Takes the front's rows out of `left`, which stays in order.
std::vector<std::size_t> peel(const Rows& rows, std::vector<std::size_t>& left) {
  Sweep sweep(rows);
  std::vector<std::size_t> front;
  std::erase_if(left, [&](std::size_t row) {
    if (!sweep.take(row)) return false;
    front.push_back(row);
    return true;
  });
  return front;
}

std::vector<std::size_t> all_of(const Rows& rows) {
  std::vector<std::size_t> all(rows.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

/// Scaled costs from 0 to 1 over the layer.
std::vector<std::vector<double>> normalised(const std::vector<Objective>& objectives,
                                            const std::vector<EvaluatedDesign>& evaluated,
                                            const std::vector<std::size_t>& layer) {
  std::vector<std::vector<double>> all;
  for (std::size_t position : layer) all.push_back(scaled_costs_of(objectives, evaluated[position].metrics));
  for (std::size_t k = 0; k < objectives.size(); ++k) {
    double low = kInfinity, high = -kInfinity;
    for (const auto& one : all) low = std::min(low, one[k]), high = std::max(high, one[k]);
    for (auto& one : all) one[k] = high > low ? (one[k] - low) / (high - low) : 0;
  }
  return all;
}

double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

/// `wanted` of the layer, which stands by number, far apart from each other.
std::vector<std::size_t> spread(const std::vector<Objective>& objectives,
                                const std::vector<EvaluatedDesign>& evaluated,
                                const std::vector<std::size_t>& layer, std::size_t wanted) {
  const auto places = normalised(objectives, evaluated, layer);
  std::vector<double> distance(layer.size(), kInfinity);  // from the nearest one taken; -1: taken itself
  std::vector<std::size_t> taken;
  const auto take = [&](std::size_t one) {
    if (distance[one] < 0 || taken.size() == wanted) return;
    taken.push_back(layer[one]);
    for (std::size_t i = 0; i < layer.size(); ++i)
      distance[i] = std::min(distance[i], squared_distance(places[i], places[one]));
    distance[one] = -1;
  };
  for (std::size_t k = 0; k < objectives.size(); ++k) {
    const auto best = std::min_element(places.begin(), places.end(),
                                       [&](const auto& a, const auto& b) { return a[k] < b[k]; });
    take(static_cast<std::size_t>(best - places.begin()));
  }
  while (taken.size() < wanted)
    take(static_cast<std::size_t>(std::max_element(distance.begin(), distance.end()) - distance.begin()));
  return taken;
}

std::vector<std::size_t> by_number(const Rows& rows, const std::vector<std::size_t>& chosen,
                                   const std::vector<EvaluatedDesign>& evaluated) {
  std::vector<std::size_t> positions;
  for (std::size_t row : chosen) positions.push_back(rows.positions[row]);
  std::sort(positions.begin(), positions.end(),
            [&](std::size_t a, std::size_t b) { return evaluated[a].number < evaluated[b].number; });
  return positions;
}

}  // namespace

std::vector<std::size_t> front_of(const std::vector<Objective>& objectives,
                                  const std::vector<EvaluatedDesign>& evaluated) {
  const Rows rows = sorted_rows(objectives, evaluated);
  std::vector<std::size_t> left = all_of(rows);
  return by_number(rows, peel(rows, left), evaluated);
}

std::vector<std::size_t> select_designs(const std::vector<Objective>& objectives,
                                        const std::vector<EvaluatedDesign>& evaluated, std::size_t wanted) {
  const Rows rows = sorted_rows(objectives, evaluated);
  std::vector<std::size_t> left = all_of(rows), chosen;
  while (chosen.size() < wanted && !left.empty()) {
    std::vector<std::size_t> layer = by_number(rows, peel(rows, left), evaluated);
    const std::size_t room = wanted - chosen.size();
    if (layer.size() > room) layer = spread(objectives, evaluated, layer, room);
    chosen.insert(chosen.end(), layer.begin(), layer.end());
  }
  return chosen;
}

bool FrontArchive::offer(const EvaluatedDesign& evaluated) {
  if (evaluated.status != Status::design) return false;
  Member fresh{evaluated, costs_of(objectives_, evaluated.metrics)};
  const std::size_t width = objectives_.size();
  for (double cost : fresh.costs) {
    if (std::isnan(cost)) return false;
  }
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[i];
    if (!covers(member.costs.data(), fresh.costs.data(), width)) continue;
    if (member.costs == fresh.costs) {
      if (member.evaluated.number <= evaluated.number) return false;
      member = std::move(fresh);
      return true;
    }
    std::swap(member, members_[i / 2]);
    return false;
  }
  std::erase_if(members_,
                [&](const Member& member) { return covers(fresh.costs.data(), member.costs.data(), width); });
  members_.push_back(std::move(fresh));
  return true;
}

std::vector<EvaluatedDesign> FrontArchive::front() const {
  std::vector<EvaluatedDesign> all;
  for (const Member& member : members_) all.push_back(member.evaluated);
  std::sort(all.begin(), all.end(),
            [](const EvaluatedDesign& a, const EvaluatedDesign& b) { return a.number < b.number; });
  return all;
}

}  // namespace tron::explore
