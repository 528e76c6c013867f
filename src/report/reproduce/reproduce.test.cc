#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/execution/parallel.h"
#include "base/testing/source_tree.h"
#include "report/reproduce/reproduce_page.h"
#include "report/reproduce/reproduce_sections.h"
#include "study/reproduce/example_chip_model.h"

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Everything that is committed, on the toy chip; the host is looked at once.
const ReproduceReport& toy_report() {
  static const ReproduceReport report = [] {
    use_source_data();
    Claims claims = read_claims(Config::read(source_file("data/claim/tron.toml")));
    ReproduceOptions options;
    options.fast = true;
    options.host_encoder = {1, 64, 4, 256};
    const auto baselines = load_baselines(source_file("data/baseline"));
    ReproduceReport made = reproduce(claims, baselines, examples::ToyChip(), options);
    made.effects = effects_of(examples::ToyChip(), {"", "bert-base", 128, 1, {}});
    made.version = "0.0";
    made.command_line = "tron reproduce";
    return made;
  }();
  return report;
}

std::string line_with(const std::string& page, const std::string& words) {
  const std::size_t at = page.find(words);
  if (at == std::string::npos) return "";
  const std::size_t begin = page.rfind('\n', at) + 1;
  return page.substr(begin, page.find('\n', at) - begin);
}

TEST(ReproduceReport, EveryScopeHasItsOwnPlace) {
  const ReproduceReport& r = toy_report();
  EXPECT_GT(r.end_to_end.size(), 45u);
  EXPECT_EQ(r.attention.size(), 11u);
  EXPECT_GE(r.peak.size(), 6u);
  EXPECT_GE(r.device.size(), 8u);
  for (const Comparison& c : r.end_to_end) {
    for (const Listing& l : r.attention) EXPECT_NE(c.id, l.id);
  }
  EXPECT_EQ(r.end_to_end.front().id, "this-machine");
  EXPECT_EQ(r.single.size(), 5u);
  EXPECT_EQ(r.large.front().batch, 128u);
}

TEST(ReproduceReport, OnlyRememberedFiguresStandApart) {
  const ReproduceReport& r = toy_report();
  EXPECT_THAT(r.recalled, testing::Contains("FTRANS, roberta"));
  for (const Comparison& c : r.end_to_end) EXPECT_NE(c.id, "ftrans");
  EXPECT_THAT(reproduce_page(r), HasSubstr("FTRANS"));
}

TEST(ReproduceReport, ThePageSaysPlainlyWhatHolds) {
  const std::string page = reproduce_page(toy_report());
  EXPECT_THAT(page, HasSubstr("`audited`: at least 14x throughput DOES NOT HOLD"));
  EXPECT_THAT(page, HasSubstr("`audited`: at least 8x energy efficiency DOES NOT HOLD"));
  EXPECT_THAT(page, HasSubstr("[V]"));
  EXPECT_THAT(page, HasSubstr("query works 80 % of the time; energy: laser 75 %, adc 25 %."));
  EXPECT_THAT(line_with(page, "TransPIM  "), HasSubstr("734"));
  EXPECT_THAT(line_with(page, "power.factor"), HasSubstr("0.100"));
  EXPECT_THAT(page, HasSubstr("Without effect on time or energy when changed alone: speed.idle"));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
  EXPECT_THAT(page, Not(HasSubstr("inf ")));
}

TEST(ReproduceReport, WithoutEffectsThePageHasNone) {
  ReproduceReport r = toy_report();
  r.effects.reset();
  EXPECT_EQ(differences_section(r), "");
  EXPECT_EQ(sensitivity_section(r), "");
  EXPECT_TRUE(reproduce_json(r).find("effects")->is_null());
}

TEST(ReproduceReport, TheJsonCarriesBoundsAndTags) {
  const Json json = Json::parse(reproduce_json(toy_report()).dump(), "report");
  EXPECT_EQ(json.find("claims")->find("throughput_ratio_at_least")->as_number(), 14);
  bool seen = false;
  for (const Json& c : json.find("end_to_end")->as_array()) {
    if (c.find("result")->as_string() != "bert-base-128-b128-int8" ||
        c.find("file")->as_string() != "nvidia-a100")
      continue;
    seen = true;
    EXPECT_EQ(c.find("batch")->as_integer(), 128);
    EXPECT_EQ(c.find("energy_ratio")->find("paper")->find("bound")->as_string(), "at_most");
    EXPECT_EQ(c.find("figures")->find("energy_per_inference_j")->find("tags")->size(), 2u);
    EXPECT_NEAR(c.find("figures")->find("throughput_ops_per_s")->find("value")->as_number(), 350e12, 1e12);
  }
  EXPECT_TRUE(seen);
  EXPECT_EQ(json.find("effects")->find("differences")->size(), 2u);
}

TEST(ReproduceReport, WhatWasBuiltStandsBesideWhatIsSimulated) {
  const std::string page = reproduce_page(toy_report());
  EXPECT_THAT(page, HasSubstr(std::to_string(toy_report().baselines) + " baselines"));
  EXPECT_THAT(page, HasSubstr("overlaps the range of the 3 fabricated systems"));  // the toy's 1 TOPS/W
  EXPECT_THAT(line_with(page, "limit      microring bank"), HasSubstr("<= 15 000"));
  EXPECT_THAT(line_with(page, "NVIDIA B200  "), HasSubstr(">= 9 000"));
  EXPECT_THAT(line_with(page, "MDTransformer"), HasSubstr("2.747 [D]"));
  EXPECT_THAT(line_with(page, "PRISM"), HasSubstr("18341 [D]"));
  const Json json = Json::parse(reproduce_json(toy_report()).dump(), "report");
  const Json& efficiency = *json.find("efficiency");
  const Json& first = efficiency.find("bands")->as_array().front();
  EXPECT_EQ(first.find("group")->as_string(), "fabricated");
  EXPECT_EQ(first.find("counted")->as_string(), "everything");
  EXPECT_EQ(first.find("systems")->size(), 3u);
  const Json& paper = *efficiency.find("chip")->find("paper");
  EXPECT_DOUBLE_EQ(paper.find("median_ops_per_j")->as_number(), 1e12);
  EXPECT_EQ(paper.find("against_fabricated")->as_string(), "overlaps");
}

TEST(ReproduceReport, TalliesCountVerdicts) {
  Comparison yes, no, open, silent;
  yes.baseline = "a", yes.throughput[0] = {20, Bound::exact, Verdict::holds};
  no.baseline = "b", no.throughput[0] = {2, Bound::at_most, Verdict::fails};
  open.baseline = "c", open.throughput[0] = {1, Bound::at_least, Verdict::open};
  const Tally t = tally({yes, no, open, silent}, 0, false, [](const Comparison&) { return true; });
  EXPECT_EQ(t.holds, 1);
  EXPECT_EQ(t.fails, 1);
  EXPECT_EQ(t.open, 1);
  EXPECT_EQ(t.least, 2);
  EXPECT_THAT(t.least_against, HasSubstr("b"));
}

TEST(ReproduceReport, NumbersHaveThreeDigits) {
  EXPECT_EQ(three_digits(0), "0");
  EXPECT_EQ(three_digits(0.0123456), "0.0123");
  EXPECT_EQ(three_digits(9.996), "10.0");
  EXPECT_EQ(three_digits(1.5), "1.50");
  EXPECT_EQ(three_digits(99.96), "100");
  EXPECT_EQ(three_digits(999.7), "1 000");
  EXPECT_EQ(three_digits(1234567), "1 234 567");
  EXPECT_EQ(three_digits(1.23e-9), "1.23e-09");
  EXPECT_EQ(ratio_text({}), "");
  EXPECT_EQ(ratio_text({0.44, Bound::exact, Verdict::fails}), "0.440 no");
  EXPECT_EQ(ratio_text({23, Bound::at_most, Verdict::open}), "<= 23.0 ?");
}

TEST(ReproduceReport, AChipThatCannotWorkIsAnError) {
  class Broken : public examples::ToyChip {
   public:
    ModelAnswer simulate(const ModelRequest&) const override { return {std::nullopt, "no light"}; }
  };
  Claims claims;
  claims.networks = {{"bert-base", 128, {}}};
  EXPECT_THROW(reproduce(claims, {}, Broken(), {}), RunError);
}

/// Ctrl-C after so many questions.
class StoppedChip : public examples::ToyChip {
 public:
  explicit StoppedChip(int answers) : left_(answers) {}
  ModelAnswer simulate(const ModelRequest& request) const override {
    if (left_-- <= 0) throw Interrupted();
    return ToyChip::simulate(request);
  }

 private:
  mutable std::atomic<int> left_;
};

TEST(ReproduceReport, CutShortItKeepsWhatWasFinished) {
  use_source_data();
  Claims claims = read_claims(Config::read(source_file("data/claim/tron.toml")));
  const auto baselines = load_baselines(source_file("data/baseline"));
  ReproduceOptions options;
  options.host_encoder = {1, 64, 4, 256};
  const auto after = [&](int answers) { return reproduce(claims, baselines, StoppedChip(answers), options); };
  EXPECT_THROW(after(3), Interrupted) << "nothing was finished";
  const auto first = static_cast<int>(2 * claims.networks.size());
  const ReproduceReport rows = after(first);
  EXPECT_FALSE(rows.compared || rows.complete);
  const std::string page = reproduce_page(rows);
  EXPECT_THAT(page, HasSubstr("Interrupted"));
  EXPECT_THAT(page, HasSubstr("bert-base"));
  EXPECT_THAT(page, Not(HasSubstr("holds"))) << "no verdict on half of the figures";
  // The questions of the effects come last.
  ReproduceReport most = after(100'000);
  EXPECT_TRUE(most.complete);
  int enough = first;
  while (!after(enough).compared) enough += 25;
  const ReproduceReport compared = after(enough);
  EXPECT_FALSE(compared.complete);
  EXPECT_FALSE(compared.effects);
  EXPECT_EQ(compared.end_to_end.size(), most.end_to_end.size());
  EXPECT_THAT(reproduce_page(compared), HasSubstr("Interrupted"));
  EXPECT_FALSE(reproduce_json(compared).find("complete")->as_bool());
}

}  // namespace
}  // namespace tron::report
