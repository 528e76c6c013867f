#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "explore/closed_form/closed_form.h"
#include "explore/design_point.h"
#include "rooms.h"

namespace tron::explore {

inline std::string described(const Space& space, std::uint64_t number) {
  std::string text;
  for (const std::string& setting : space.settings(number)) text += " " + setting;
  return text;
}

/// That the point is evaluated as in full.
inline void expect_as_in_full(const Space& space, const std::vector<Graph>& graphs, const ClosedForm& fast,
                              std::uint64_t number) {
  std::string why;
  const EvaluatedDesign full = evaluate_exactly(space, graphs, number, TimeModel::bound, &why);
  const EvaluatedDesign quick = fast.evaluate(number);
  ASSERT_EQ(kStatusNames[static_cast<int>(quick.status)], kStatusNames[static_cast<int>(full.status)])
      << described(space, number) << ": " << why;
  for (int m = 0; m < kStoredMetrics; ++m) {
    const double wanted = full.metrics.stored[m], got = quick.metrics.stored[m];
    if (std::isnan(wanted) && std::isnan(got)) continue;
    ASSERT_LE(std::abs(got - wanted), 1e-12 * std::abs(wanted))
        << described(space, number) << ": " << record_of(static_cast<Metric>(m)).name;
  }
}

inline Space space_of(const std::string& chip, const std::string& assumptions,
                      std::vector<SpaceParameter> parameters, const std::string& network = "deit-tiny") {
  Space space;
  space.name = "test";
  space.chip = chip;
  space.assumptions = assumptions;
  space.networks = {{network, network, ""}};
  space.parameters = std::move(parameters);
  return space;
}

}  // namespace tron::explore
