#include "study/reproduce/baseline_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::study {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Figure figure(double value, const std::string& tag = "V1") {
  return {value, {"a source", tag}};
}

BaselineResult bert(int batch = 1) {
  BaselineResult r;
  r.workload = "bert-base";
  r.sequence = 128;
  r.batch = batch;
  r.bits = 8;
  return r;
}

TEST(BaselineFigures, OperationsOfKnownNetworks) {
  // By hand, and as others print them: BERT-base at 128 tokens 22.35 G, ViT-base at 197 34.9 G.
  EXPECT_DOUBLE_EQ(encoder_ops({1, 2}, 3), 24 * 3 * 4 + 4 * 9 * 2);
  EXPECT_NEAR(encoder_ops(*encoder_shape("bert-base"), 128), 22.35e9, 0.01e9);
  EXPECT_NEAR(encoder_ops(*encoder_shape("bert-large"), 384), 246.4e9, 0.1e9);
  EXPECT_NEAR(encoder_ops(*encoder_shape("deit-tiny"), 197), 2.45e9, 0.01e9);
  EXPECT_FALSE(encoder_shape("moe-vit"));
}

TEST(BaselineFigures, FromLatencyAndPowerLimit) {
  Baseline gpu;
  gpu.power_limit = figure(400, "V2");
  BaselineResult r = bert(128);
  r.latency = figure(8.18e-3);
  const BaselineFigures f = figures_of(gpu, r);
  EXPECT_DOUBLE_EQ(f.rate->value, 128 / 8.18e-3);
  EXPECT_DOUBLE_EQ(f.throughput->value, *f.ops * 128 / 8.18e-3);
  EXPECT_DOUBLE_EQ(f.energy->value, 400 * 8.18e-3 / 128);
  EXPECT_EQ(f.energy->bound, Bound::at_most);
  EXPECT_THAT(f.energy->tags, ElementsAre("V1", "V2"));
  EXPECT_DOUBLE_EQ(f.epb->value, f.energy->value / *f.ops / 8);
  EXPECT_FALSE(f.epb->recalled());
}

TEST(BaselineFigures, MeasuredPowerGoesBeforeTheLimitAndDevicesShareIt) {
  Baseline gpu;
  gpu.power_limit = figure(700);
  BaselineResult r = bert();
  r.devices = 8;
  r.sequence = 0;  // sentences of many lengths: no operations, so no throughput
  r.rate = figure(54050.3);
  r.power = figure(5087);
  const BaselineFigures f = figures_of(gpu, r);
  EXPECT_DOUBLE_EQ(f.rate->value, 54050.3 / 8);
  EXPECT_NEAR(f.energy->value, 0.0941, 1e-4);
  EXPECT_EQ(f.energy->bound, Bound::exact);
  EXPECT_FALSE(f.ops);
  EXPECT_FALSE(f.throughput);
  EXPECT_FALSE(f.epb);
}

TEST(BaselineFigures, EfficiencyGivesEnergyPerOperation) {
  BaselineResult r = bert();
  r.efficiency = figure(8e12);
  EXPECT_DOUBLE_EQ(figures_of({}, r).epb->value, 1.0 / 8e12 / 8);
  EXPECT_DOUBLE_EQ(figures_of({}, r).energy->value, *figures_of({}, r).ops / 8e12);
  r.efficiency.reset();
  r.efficiency_at_most = figure(2e11);
  EXPECT_EQ(figures_of({}, r).epb->bound, Bound::at_least);
}

TEST(BaselineFigures, EnergyOfTokensAndFramesPerWatt) {
  BaselineResult r = bert();
  r.energy_per_token = figure(15.59e-6);
  EXPECT_DOUBLE_EQ(figures_of({}, r).energy->value, 128 * 15.59e-6);
  r.sequence = 0;
  EXPECT_FALSE(figures_of({}, r).energy);
  r.rate_per_watt = figure(1.004e5);
  EXPECT_NEAR(figures_of({}, r).energy->value, 9.96e-6, 1e-8);
}

TEST(BaselineFigures, AttentionTakesNoPowerLimitAndUnknownBitsNoEpb) {
  Baseline chip;
  chip.power_limit = figure(1);
  BaselineResult r = bert();
  r.workload = "sparse attention";
  r.scope = Scope::attention;
  r.throughput = figure(2e12);
  EXPECT_FALSE(figures_of(chip, r).energy_per_op);
  r.power = figure(0.5);
  r.bits = 0;
  EXPECT_DOUBLE_EQ(figures_of(chip, r).energy_per_op->value, 0.5 / 2e12);
  EXPECT_FALSE(figures_of(chip, r).epb);
}

TEST(BaselineFigures, RecalledIsContagious) {
  BaselineResult r = bert();
  r.rate = figure(24);
  r.power = figure(8.7, "R(0.65)");
  const BaselineFigures f = figures_of({}, r);
  EXPECT_FALSE(f.throughput->recalled());
  EXPECT_TRUE(f.energy->recalled());
  EXPECT_TRUE(f.epb->recalled());
}

TEST(BaselineFigures, RatiosAgainstABaselineAreChained) {
  Baseline pim;
  pim.id = "transpim";
  BaselineResult r;
  r.throughput = figure(734e9, "V2");
  r.efficiency_at_most = figure(200e9, "V2");
  pim.results = {r};
  BaselineRatio ratio;
  ratio.against = "transpim";
  ratio.throughput_ratio = figure(21, "V1");
  ratio.energy_ratio = figure(4);
  const BaselineFigures f = figures_of(ratio, {pim});
  EXPECT_DOUBLE_EQ(f.throughput->value, 21 * 734e9);
  EXPECT_THAT(f.throughput->tags, ElementsAre("V1", "V2"));
  EXPECT_DOUBLE_EQ(f.energy_per_op->value, 1 / 200e9 / 4);
  EXPECT_EQ(f.energy_per_op->bound, Bound::at_least);
  ratio.against = "a CPU";
  EXPECT_FALSE(figures_of(ratio, {pim}).throughput);
}

RC_GTEST_PROP(BaselineFigures, EnergyTimesRateIsThePower, ()) {
  BaselineResult r = bert(*rc::gen::inRange(1, 1000));
  r.latency = figure(*rc::gen::inRange(1, 1000000) * 1e-6);
  r.power = figure(*rc::gen::inRange(1, 1000));
  const BaselineFigures f = figures_of({}, r);
  RC_ASSERT(std::abs(f.energy->value * f.rate->value / r.power->value - 1) < 1e-12);
  RC_ASSERT(std::abs(f.energy_per_op->value * f.throughput->value / r.power->value - 1) < 1e-12);
}

TEST(BaselineFigures, ACeilingOfEnergyIsAFloorOfEfficiency) {
  EXPECT_EQ(inverse(Bound::at_most), Bound::at_least);
  EXPECT_EQ(inverse(Bound::at_least), Bound::at_most);
  EXPECT_EQ(inverse(Bound::exact), Bound::exact);
  EXPECT_EQ(inverse(Bound::loose), Bound::loose);
}

}  // namespace
}  // namespace tron::study
