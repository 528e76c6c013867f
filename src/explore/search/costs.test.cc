#include "explore/search/costs.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "explore/evaluated_for_test.h"
#include "explore/space/metric_scale.h"

namespace tron::explore {
namespace {

TEST(Costs, LessIsBetterForAllOfThem) {
  const EvaluatedDesign one = design(0, 4, 9);
  EXPECT_EQ(costs_of(kFastAndFrugal, one.metrics), (std::vector<double>{-4, 9}));
  const std::vector<double> scaled = scaled_costs_of(kFastAndFrugal, one.metrics);
  EXPECT_DOUBLE_EQ(scaled[0], -std::log(4.0));
  EXPECT_DOUBLE_EQ(scaled[1], std::log(9.0));
}

TEST(Costs, SharesAndBitsAreNotLogarithms) {
  Metrics metrics;
  metrics[Metric::accuracy] = 0, metrics[Metric::enob] = 0, metrics[Metric::yield] = 1;
  EXPECT_EQ(scaled_cost_of({Metric::accuracy, true}, metrics), 0);
  EXPECT_EQ(scaled_cost_of({Metric::enob, true}, metrics), 0);
  EXPECT_EQ(scaled_cost_of({Metric::yield, true}, metrics), -1);
}

TEST(Costs, WhatIsNotMeasuredIsNoNumber) {
  EXPECT_TRUE(std::isnan(cost_of({Metric::accuracy, true}, design(0, 1, 1).metrics)));
  EXPECT_TRUE(std::isnan(scaled_cost_of({Metric::energy_delay, false}, design(0, 1, 1).metrics)));
}

TEST(Costs, AStageKnowsTheMetricsOfThoseBefore) {
  const std::vector<Objective> all = {{Metric::throughput, true},
                                      {Metric::accuracy, true},
                                      {Metric::energy_delay, false},
                                      {Metric::yield, true}};
  EXPECT_EQ(measured_by(EvaluationStage::closed_form, all).size(), 2u);
  EXPECT_EQ(measured_by(EvaluationStage::event, all).size(), 2u);
  EXPECT_EQ(measured_by(EvaluationStage::inference, all).size(), 4u);
}

RC_GTEST_PROP(Costs, ScalingKeepsTheOrder, (std::uint32_t a, std::uint32_t b)) {
  const EvaluatedDesign x = design(0, 1 + a, 1 + a), y = design(1, 1 + b, 1 + b);
  for (const Objective& objective : kFastAndFrugal) {
    RC_ASSERT((cost_of(objective, x.metrics) < cost_of(objective, y.metrics)) ==
              (scaled_cost_of(objective, x.metrics) < scaled_cost_of(objective, y.metrics)));
  }
}

TEST(MetricScale, EveryMetricHasItsUnits) {
  for (const MetricRecord& record : metric_records()) {
    const MetricScale& scale = scale_of(record.metric);
    EXPECT_GT(scale.per_si, 0) << record.name;
    EXPECT_NE(std::string(scale.unit), "") << record.name;
    EXPECT_NE(std::string(scale.column), "") << record.name;
    EXPECT_EQ(metric_value(record.metric, 1 / scale.per_si), "1") << record.name;
  }
}

}  // namespace
}  // namespace tron::explore
