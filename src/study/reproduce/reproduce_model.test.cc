#include "study/reproduce/reproduce_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/source_tree.h"

namespace tron::study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Simulation some_simulation() {
  Simulation s;
  s.sequence = 128, s.batch = 4;
  s.latency_s = 2e-3;
  s.inferences_per_s = 2000;
  s.ops = 8e9;
  s.throughput_ops_per_s = 4e12;
  s.energy_j = 0.04;
  s.energy_per_inference_j = 0.01;
  s.energy.name = "chip";
  s.energy.add("query/adc", 0.01);
  s.energy.add("value/adc", 0.02);
  s.energy.add("value/laser", 0.01);
  s.energy.add("value/dac", 0);
  Usage query;
  query.name = "query";
  query.streaming_s = 1e-3, query.programming_s = 0.5e-3, query.wait_memory_s = 0.4e-3;
  query.busy_share = 0.75;
  query.peak_macs_per_s = 3e12;
  Usage softmax;
  softmax.name = "softmax";
  softmax.busy_share = 0.1;
  s.usage = {softmax, query};
  return s;
}

TEST(ReproduceModel, APointSumsUpASimulation) {
  const ModelPoint p = model_point(some_simulation());
  EXPECT_DOUBLE_EQ(p.energy_per_op_j, 5e-12);
  EXPECT_DOUBLE_EQ(p.energy_per_inference_j, 0.01);
  EXPECT_DOUBLE_EQ(p.peak_ops_per_s, 6e12);
  EXPECT_EQ(p.batch, 4u);
}

TEST(ReproduceModel, EnergyIsSummedByDeviceLargestFirst) {
  EXPECT_THAT(model_point(some_simulation()).energy_by_device,
              ElementsAre(Pair("adc", testing::DoubleEq(0.75)), Pair("laser", testing::DoubleEq(0.25))));
}

TEST(ReproduceModel, TheBusiestPartSaysWhatItDoes) {
  EXPECT_EQ(model_point(some_simulation()).time_spent,
            "query works 75 % of the time, 25 % of the time programs, waits 20 % for main memory");
  EXPECT_EQ(model_point(Simulation{}).time_spent, "");
}

class SimulatedTron : public testing::Test {
 protected:
  void SetUp() override { use_source_data(); }
  SimulatedChip chip{"tron"};
};

TEST_F(SimulatedTron, RunsANetworkOfTheClaims) {
  const ModelAnswer one = chip.simulate({"paper", "deit-tiny", 0, 1, {}});
  ASSERT_TRUE(one.point) << one.why_not;
  EXPECT_EQ(one.point->sequence, 197u);
  EXPECT_GT(one.point->throughput_ops_per_s, 0);
  EXPECT_NEAR(one.point->throughput_ops_per_s * one.point->energy_per_op_j, one.point->power_w,
              1e-6 * one.point->power_w);
  const ModelAnswer eight = chip.simulate({"paper", "deit-tiny", 197, 8, {}});
  EXPECT_GE(eight.point->inferences_per_s, one.point->inferences_per_s * 0.999);
}

TEST_F(SimulatedTron, ASettingThatCannotBeIsAnAnswer) {
  const ModelAnswer out_of_range = chip.simulate({"paper", "deit-tiny", 0, 1, {"sizes.heads=-1"}});
  EXPECT_FALSE(out_of_range.point);
  EXPECT_THAT(out_of_range.why_not, HasSubstr("-1"));
  const ModelAnswer dark = chip.simulate({"audited", "deit-tiny", 0, 1, {"device.waveguide.loss=300 dB/cm"}});
  EXPECT_FALSE(dark.point);
  EXPECT_FALSE(dark.why_not.empty());
}

TEST_F(SimulatedTron, ABrokenRequestIsAnError) {
  EXPECT_THROW(chip.simulate({"paper", "no-such-network", 0, 1, {}}), InputError);
  EXPECT_THROW(chip.simulate({"no-such-set", "deit-tiny", 0, 1, {}}), InputError);
  EXPECT_THROW(SimulatedChip("no-such-chip").simulate({"paper", "deit-tiny", 0, 1, {}}), InputError);
}

TEST_F(SimulatedTron, ResolvedHoldsEveryParameterWithItsSource) {
  const Json resolved = chip.resolved("audited");
  const Json* power = resolved.find("device")->find("dac")->find("power");
  ASSERT_NE(power, nullptr);
  EXPECT_FALSE(power->find("source")->as_string().empty());
  EXPECT_NE(resolved, chip.resolved("paper"));
}

}  // namespace
}  // namespace tron::study
