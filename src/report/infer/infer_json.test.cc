#include <gtest/gtest.h>

#include "report/infer/example_report.h"
#include "report/report.h"

namespace tron::report {
namespace {

TEST(InferJson, HoldsEveryResult) {
  const Json json = infer_json(example_report());
  const Json::Array& results = json.find("results")->as_array();
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(results[3].find("assumptions")->as_string(), "audited");
  EXPECT_EQ(results[3].find("fidelity")->as_string(), "photonic");
  EXPECT_DOUBLE_EQ(results[3].find("accuracy")->as_number(), 0.7);
  EXPECT_EQ(results[3].find("conversions")->as_integer(), 62500);
  EXPECT_EQ(results[3].find("steps")->size(), 4u);
}

TEST(InferJson, GivesSiUnits) {
  const Json json = infer_json(example_report());
  const Json& link = json.find("link")->as_array()[0];
  EXPECT_DOUBLE_EQ(link.find("laser_per_channel_w")->as_number(), 5e-4);
  EXPECT_DOUBLE_EQ(link.find("losses")->as_array()[0].find("total_db")->as_number(), 0.52);
}

TEST(InferJson, WritesInfiniteRatiosAsNull) {
  const Json json = Json::parse(infer_json(example_report()).dump(), "report");
  EXPECT_TRUE(json.find("results")->as_array()[0].find("ser_db")->is_null());
}

TEST(InferJson, NamesTheLogitsOnlyIfWritten) {
  InferReport report = example_report();
  EXPECT_EQ(infer_json(report).find("logits"), nullptr);
  report.logits = {"out.npy", "audited", "photonic"};
  EXPECT_EQ(infer_json(report).find("logits")->find("fidelity")->as_string(), "photonic");
}

TEST(InferJson, CarriesTheResolvedConfiguration) {
  const Json json = infer_json(example_report());
  const Json& configuration = json.find("configuration")->as_array()[1];
  EXPECT_EQ(configuration.find("assumptions")->as_string(), "audited");
  EXPECT_EQ(configuration.find("resolved")->find("sizes")->find("heads")->as_integer(), 12);
}

}  // namespace
}  // namespace tron::report
