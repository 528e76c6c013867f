#include <gtest/gtest.h>

#include "report/simulate/example_simulation.h"

namespace tron::report {
namespace {

SimulateReport one_run() {
  SimulateReport report = example_simulate_report();
  report.runs.resize(1);
  return report;
}

double number(const Json& json, const char* key) {
  const Json* found = json.find(key);
  return found == nullptr ? -1 : found->as_number();
}

TEST(SimulateJson, IsOneResultForOneAssumptionSet) {
  const Json json = simulate_json(one_run());
  EXPECT_DOUBLE_EQ(number(json, "latency_s"), 20e-6);
  EXPECT_DOUBLE_EQ(number(json, "ops"), 1e7);
  EXPECT_DOUBLE_EQ(number(json, "area_m2"), json.find("area_ledger")->find("value")->as_number());
  EXPECT_EQ(json.find("assumptions")->as_string(), "paper");
  EXPECT_EQ(json.find("layers")->size(), 5u);
  EXPECT_EQ(json.find("utilisation")->size(), 3u);
  EXPECT_EQ(json.find("results"), nullptr);
}

TEST(SimulateJson, KeepsAssumptionSetsApart) {
  const Json json = simulate_json(example_simulate_report());
  EXPECT_EQ(json.find("latency_s"), nullptr);
  const Json::Array& results = json.find("results")->as_array();
  ASSERT_EQ(results.size(), 2u);
  EXPECT_DOUBLE_EQ(number(results[1], "latency_s"), 40e-6);
  EXPECT_EQ(results[1].find("configuration")->find("resolved")->find("sizes")->find("heads")->as_integer(),
            12);
}

/// The largest |value - sum of children| of any node.
double gap(const Json& node) {
  double sum = 0, worst = 0;
  for (const Json& child : node.find("children")->as_array()) {
    sum += number(child, "value");
    worst = std::max(worst, gap(child));
  }
  if (node.find("children")->size() > 0) worst = std::max(worst, std::abs(sum - number(node, "value")));
  return worst;
}

TEST(SimulateJson, LedgersAreTreesThatSum) {
  const Json json = simulate_json(one_run());
  for (const char* key : {"energy_ledger", "power_ledger", "peak_power_ledger", "area_ledger"}) {
    const Json* ledger = json.find(key);
    ASSERT_NE(ledger, nullptr) << key;
    EXPECT_EQ(ledger->find("name")->as_string(), "chip");
    EXPECT_LE(gap(*ledger), 1e-9 * number(*ledger, "value")) << key;
  }
}

TEST(SimulateJson, HasNullWhereThereIsNoNumber) {
  SimulateReport report = one_run();
  Simulation& s = report.runs[0].simulation;
  s.event_latency_s = 0;
  s.roof.points[0].intensity = 0;
  s.roof.main_memory_bytes_per_s = 0;
  const Json json = simulate_json(report);
  EXPECT_TRUE(json.find("event_latency_s")->is_null());
  EXPECT_TRUE(json.find("decoding")->is_null());
  EXPECT_TRUE(json.find("roofline")->find("main_memory_bytes_per_s")->is_null());
  EXPECT_TRUE(json.find("roofline")->find("points")->as_array()[0].find("ops_per_byte")->is_null());
}

TEST(SimulateJson, HoldsDecoding) {
  SimulateReport report = one_run();
  report.runs[0].simulation.decoding = example_decoding();
  const Json json = simulate_json(report);
  EXPECT_DOUBLE_EQ(number(*json.find("decoding"), "tokens_per_s"), 5e5);
  EXPECT_EQ(json.find("decoding")->find("steps")->size(), 1u);
}

TEST(SimulateJson, SaysWhatWasCutShort) {
  SimulateReport report = example_simulate_report();
  EXPECT_TRUE(simulate_json(report).find("complete")->as_bool());
  report.runs.resize(1);
  report.complete = false;
  const Json json = simulate_json(report);
  EXPECT_FALSE(json.find("complete")->as_bool());
  EXPECT_EQ(json.find("results")->size(), 1u);
}

}  // namespace
}  // namespace tron::report
