#pragma once

#include <algorithm>

#include "explore/evaluated_for_test.h"
#include "explore/result.h"
#include "explore/search/front.h"
#include "rooms.h"

namespace tron::explore {

/// A space of three parameters with a few refusals; simulation finds 90 % of the closed form's throughput,
/// and inference evaluated two designs.
inline ExploreResult example_result() {
  ExploreResult result;
  Space& space = result.space;
  space = grid_space(3, 6);
  space.name = "example", space.what = "three parameters", space.chip = "tron", space.assumptions = "audited";
  space.networks = {{"bert-base", "bert-base", ""}};
  space.parameters[2].name = "rule", space.parameters[2].ordered = false;
  space.constraints = {{Metric::area, 0, 60e-6}};
  result.fingerprint = "0123456789abcdef0123456789abcdef", result.version = "0.0.0";
  StageResult& closed = result.of(EvaluationStage::closed_form);
  for (std::uint64_t n = 0; n < space.size(); ++n) {
    const auto i = space.indices(n);
    EvaluatedDesign one =
        design(n, 1e12 * (1 + i[0]) / (1 + 0.1 * i[2]), 1e-12 * (1 + 0.3 * i[0] * i[0] + 0.2 * i[1]),
               1e-6 * (10 + 10.0 * i[0] + 2.0 * i[1]));
    one.metrics[Metric::latency] = 1e9 / one.metrics[Metric::throughput];
    one.metrics[Metric::energy] = 8e9 * one.metrics[Metric::epb];
    one.metrics[Metric::power] = one.metrics[Metric::energy] / one.metrics[Metric::latency];
    one.metrics[Metric::peak_power] = 2 * one.metrics[Metric::power];
    if (!space.constraints[0].holds(one.metrics)) one.status = Status::outside;
    if (i[1] == 5) one = EvaluatedDesign{n, Status::infeasible, {}};
    ++closed.counts[static_cast<std::size_t>(one.status)];
    closed.evaluated.push_back(one);
  }
  closed.done = true;
  result.refusals = {{Status::infeasible, 30, "the light does not suffice, \"by\" 2 dB"}};
  StageResult& event = result.of(EvaluationStage::event);
  for (std::size_t position : select_designs(kFastAndFrugal, closed.evaluated, 8)) {
    EvaluatedDesign one = closed.evaluated[position];
    one.metrics[Metric::throughput] *= 0.9;
    one.metrics[Metric::area] = NAN;
    event.evaluated.push_back(one);
  }
  const auto by_number = [](const EvaluatedDesign& a, const EvaluatedDesign& b) {
    return a.number < b.number;
  };
  std::sort(event.evaluated.begin(), event.evaluated.end(), by_number);
  event.counts[0] = event.evaluated.size();
  event.done = true;
  StageResult& light = result.of(EvaluationStage::inference);
  for (std::size_t k = 0; k < 2; ++k) {
    EvaluatedDesign one = event.evaluated[k];
    one.metrics = {};
    one.metrics[Metric::accuracy] = 0.8 + 0.1 * static_cast<double>(k);
    light.evaluated.push_back(one);
    result.accuracies.push_back(
        {one.number, "bert-base", 200, one.metrics[Metric::accuracy], 0.75, 0.95, 0.92});
  }
  light.counts[0] = 2;
  light.done = true;
  return result;
}

}  // namespace tron::explore
