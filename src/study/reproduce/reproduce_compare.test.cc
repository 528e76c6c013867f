#include "study/reproduce/reproduce_compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/input_error_of.h"
#include "base/testing/source_tree.h"
#include "study/reproduce/example_chip_model.h"

namespace tron::study {
namespace {

using testing::HasSubstr;

class Reproduce : public testing::Test {
 protected:
  void SetUp() override {
    use_source_data();
    claims.throughput_ratio = 14, claims.energy_ratio = 8;
    claims.networks = {{"bert-base", 128, {}}, {"vit-base", 197, {}}};
    rows = chip_rows(claims, chip, 1);
  }

  /// The only comparison of a result.
  Comparison compared(const BaselineResult& result, std::optional<Figure> power_limit = std::nullopt) {
    Baseline b;
    b.id = b.name = "other";
    b.year = 2022;
    b.power_limit = power_limit;
    b.results = {result};
    const auto all = compare({b}, claims, rows, chip);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? Comparison{} : all.front();
  }

  static Figure figure(double value, const std::string& tag = "V1") { return {value, {"a source", tag}}; }
  static BaselineResult bert(int batch) {
    BaselineResult r;
    r.workload = "bert-base";
    r.sequence = 128;
    r.batch = batch;
    r.bits = 8;
    return r;
  }

  Claims claims;
  examples::ToyChip chip;
  std::vector<ChipRow> rows;
};

TEST_F(Reproduce, AVerdictNeedsABoundOnItsOwnSide) {
  EXPECT_EQ(decide(14, Bound::exact, 14), Verdict::holds);
  EXPECT_EQ(decide(13.9, Bound::exact, 14), Verdict::fails);
  EXPECT_EQ(decide(20, Bound::at_most, 14), Verdict::open);
  EXPECT_EQ(decide(10, Bound::at_most, 14), Verdict::fails);
  EXPECT_EQ(decide(20, Bound::at_least, 14), Verdict::holds);
  EXPECT_EQ(decide(10, Bound::at_least, 14), Verdict::open);
  EXPECT_EQ(decide(20, Bound::loose, 14), Verdict::open);
}

TEST_F(Reproduce, TheSameNetworkIsComparedByInferences) {
  // The toy runs 1e12 / 128e9 inferences/s at 1 W under paper; a quarter of that at 10 W under audited.
  BaselineResult r = bert(4);
  r.latency = figure(4 / 0.5);  // 0.5 inferences/s
  r.energy = figure(1.28);
  const Comparison c = compared(r);
  EXPECT_TRUE(c.same_network);
  EXPECT_EQ(c.answer[0].point->batch, 4u);
  EXPECT_DOUBLE_EQ(c.throughput[0].value, 1e12 / 128e9 / 0.5);
  EXPECT_EQ(c.throughput[0].verdict, Verdict::holds);
  EXPECT_DOUBLE_EQ(c.throughput[1].value, c.throughput[0].value / 4);
  EXPECT_EQ(c.throughput[1].verdict, Verdict::fails);
  EXPECT_NEAR(c.energy[0].value, 1.28 / 0.128, 1e-12);
  EXPECT_EQ(c.energy[0].verdict, Verdict::holds);
  EXPECT_NEAR(c.energy[1].value, c.energy[0].value / 40, 1e-12);
}

TEST_F(Reproduce, APowerLimitOnlyBoundsTheRatio) {
  BaselineResult r = bert(1);
  r.latency = figure(1);
  EXPECT_EQ(compared(r, figure(400)).energy[0].bound, Bound::at_most);
  EXPECT_EQ(compared(r, figure(400)).energy[0].verdict, Verdict::open);
  EXPECT_EQ(compared(r, figure(0.1)).energy[0].verdict, Verdict::fails);
}

TEST_F(Reproduce, LongestSamplesGiveAFloor) {
  BaselineResult r = bert(0);
  r.sequence = 0;
  r.sequence_at_most = 384;
  r.rate = figure(0.01);
  const Comparison c = compared(r, figure(0.1));
  EXPECT_EQ(c.answer[0].point->sequence, 384u);
  EXPECT_EQ(c.throughput[0].bound, Bound::at_least);
  EXPECT_EQ(c.throughput[0].verdict, Verdict::holds);
  EXPECT_EQ(c.energy[0].bound, Bound::loose);
  EXPECT_EQ(c.energy[0].verdict, Verdict::open);
}

TEST_F(Reproduce, OtherNetworksMeetTheLowestRatioByOperations) {
  BaselineResult r;
  r.workload = "moe-vit";
  r.throughput = figure(50e9);
  r.efficiency_at_most = figure(10e9);
  const Comparison c = compared(r);
  EXPECT_FALSE(c.same_network);
  EXPECT_DOUBLE_EQ(c.throughput[0].value, 20);
  EXPECT_NEAR(c.energy[0].value, 1e12 / 10e9, 1e-9);
  EXPECT_EQ(c.energy[0].bound, Bound::at_least);
  EXPECT_EQ(c.energy[0].verdict, Verdict::holds);
}

TEST_F(Reproduce, RecalledFiguresAreNotCompared) {
  BaselineResult r = bert(1);
  r.rate = figure(24);
  r.power = figure(8.7, "R(0.65)");
  EXPECT_GT(compared(r).throughput[0].value, 0);
  EXPECT_EQ(compared(r).energy[0].value, 0);
  r.rate = figure(24, "R(0.65)");
  Baseline b;
  b.results = {r};
  EXPECT_TRUE(compare({b}, claims, rows, chip).empty());
}

TEST_F(Reproduce, AttentionAndPeaksNeverMeetWholeNetworks) {
  BaselineResult r = bert(1);
  r.throughput = figure(1e9);
  for (const Scope scope : {Scope::attention, Scope::peak}) {
    r.scope = scope;
    Baseline b;
    b.name = "other";
    b.results = {r};
    EXPECT_TRUE(compare({b}, claims, rows, chip).empty());
    ASSERT_EQ(listings({b}, scope).size(), 1u);
    EXPECT_EQ(listings({b}, scope)[0].baseline, "other");
    EXPECT_TRUE(listings({b}, Scope::end_to_end).empty());
  }
}

TEST_F(Reproduce, TheHostIsABaselineAsAnyOther) {
  HostSpeed host;
  host.processor = "CPU";
  host.tokens = 128;
  host.ops = 22.35e9;
  host.runs = {{1, 3, 0.5}, {2, 3, 0.25}};
  const auto without = compare_host(host, claims, chip);
  ASSERT_EQ(without.size(), 2u);
  EXPECT_EQ(without[1].baseline, "CPU, 2 threads");
  EXPECT_DOUBLE_EQ(without[0].throughput[0].value, 1e12 / 128e9 * 0.5);
  EXPECT_EQ(without[0].energy[0].value, 0);
  host.power_limit_w = 200;
  EXPECT_EQ(compare_host(host, claims, chip)[0].energy[0].bound, Bound::at_most);
}

TEST_F(Reproduce, CommittedShapesAreThoseOfThePresets) {
  for (const char* name : {"albert-base", "bert-base", "bert-large", "deit-base", "deit-small", "deit-tiny",
                           "gpt2", "opt-350m", "vit-base"}) {
    const Config preset = Config::read(source_file("data/network/") + name + ".toml");
    const Config stack = preset.table(preset.has("encoder") ? "encoder" : "decoder");
    const EncoderShape shape = encoder_shape(name).value();
    EXPECT_EQ(stack.integer("layers", 1, 100), shape.layers) << name;
    EXPECT_EQ(stack.integer("width", 1, 10000), shape.width) << name;
    EXPECT_EQ(stack.integer("feed_forward", 1, 100000), 4 * shape.width) << name;
  }
}

TEST_F(Reproduce, ClaimsAreReadWithTheirSources) {
  const Claims read = read_claims(Config::read(source_file("data/claim/tron.toml")));
  EXPECT_EQ(read.throughput_ratio, 14);
  EXPECT_EQ(read.energy_ratio, 8);
  EXPECT_EQ(read.throughput_from.tag, "V");
  ASSERT_EQ(read.networks.size(), 5u);
  for (const ClaimedNetwork& network : read.networks) {
    EXPECT_FALSE(network.provenance.source.empty()) << network.name;
    EXPECT_FALSE(network.provenance.tag.empty()) << network.name;
  }
  const auto error = [](const std::string& text) {
    return std::string(input_error_of([&] { read_claims(Config::parse(text, "c.toml")); }).what());
  };
  const std::string head =
      "name = \"a\"\npaper = \"b\"\n[at_least]\nthroughput_ratio = 2\nenergy_ratio = 2\n";
  EXPECT_THAT(error("name = \"a\"\npaper = \"b\"\n"), HasSubstr("at_least"));
  EXPECT_THAT(error(head), HasSubstr("network"));
  EXPECT_THAT(error(head + "[network]\n"), HasSubstr("network"));
  EXPECT_THAT(error(head + "[network.x]\nsequence = 0\n"), HasSubstr("sequence"));
  EXPECT_THAT(error(head + "[network.x]\nsequence = 2\nlength = 3\n"), HasSubstr("length"));
}

}  // namespace
}  // namespace tron::study
