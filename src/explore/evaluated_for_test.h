#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "explore/evaluated.h"
#include "explore/space/space.h"
#include "rooms.h"

namespace tron::explore {

inline const std::vector<Objective> kFastAndFrugal = {{Metric::throughput, true}, {Metric::epb, false}};

/// A design with some of the metrics.
inline EvaluatedDesign design(std::uint64_t number, double throughput, double epb, double area = 1) {
  EvaluatedDesign evaluated;
  evaluated.number = number;
  evaluated.status = Status::design;
  evaluated.metrics[Metric::throughput] = throughput;
  evaluated.metrics[Metric::epb] = epb;
  evaluated.metrics[Metric::area] = area;
  return evaluated;
}

inline std::vector<std::uint64_t> numbers_of(const std::vector<EvaluatedDesign>& evaluated,
                                             const std::vector<std::size_t>& positions) {
  std::vector<std::uint64_t> numbers;
  for (std::size_t position : positions) numbers.push_back(evaluated[position].number);
  return numbers;
}

/// `parameters` of `values` values each, named p0, p1, ...; values 0, 1, 2, ...
inline Space grid_space(int parameters, int values) {
  Space space;
  for (int p = 0; p < parameters; ++p) {
    SpaceParameter& one = space.parameters.emplace_back();
    one.name = "p" + std::to_string(p);
    one.paths = {one.name};
    for (int v = 0; v < values; ++v) one.values.push_back(std::to_string(v));
    one.ordered = true;
  }
  space.objectives = kFastAndFrugal;
  return space;
}

/// ZDT1 (Zitzler, Deb and Thiele, Evol. Comput. 8, 2000) on the grid, as exponents: f1 = x0,
/// f2 = g (1 - sqrt(f1 / g)), g = 1 + 9 mean(x1, ...). Its front has x1 = ... = 0.
inline void evaluate_zdt1(const Space& space, EvaluatedDesign& evaluated) {
  const std::vector<std::uint32_t> indices = space.indices(evaluated.number);
  std::vector<double> x;
  for (std::size_t p = 0; p < indices.size(); ++p)
    x.push_back(indices[p] / (static_cast<double>(space.parameters[p].values.size()) - 1));
  double g = 1;
  for (std::size_t p = 1; p < x.size(); ++p) g += 9 * x[p] / static_cast<double>(x.size() - 1);
  evaluated.status = Status::design;
  evaluated.metrics[Metric::throughput] = std::exp(-x[0]);
  evaluated.metrics[Metric::epb] = std::exp(g * (1 - std::sqrt(x[0] / g)));
}

}  // namespace tron::explore
