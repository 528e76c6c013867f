#include "study/reproduce/reproduce_effects.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/reproduce/example_chip_model.h"

namespace tron::study {
namespace {

using testing::ElementsAre;

TEST(ReproduceEffects, ParametersAreTheLeavesWithAValue) {
  const auto all = parameters_of(examples::ToyChip().resolved("audited"));
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].path, "speed.factor");
  EXPECT_EQ(all[0].value, "0.25");
  EXPECT_EQ(all[1].provenance.tag, "U");
  EXPECT_EQ(all[2].value, "true");
}

TEST(ReproduceEffects, DifferencesAreFoundNotTyped) {
  const examples::ToyChip chip;
  const auto all = differences(chip.resolved("paper"), chip.resolved("audited"));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].path, "speed.factor");
  EXPECT_THAT(all[0].value, ElementsAre("1.0", "0.25"));
  EXPECT_EQ(all[1].path, "speed.idle");
  EXPECT_EQ(all[2].path, "power.factor");
  EXPECT_TRUE(differences(chip.resolved("paper"), chip.resolved("paper")).empty());
}

TEST(ReproduceEffects, OneAtATimeLargestFirst) {
  const Effects e = effects_of(examples::ToyChip(), {"", "bert-base", 128, 1, {}});
  ASSERT_EQ(e.differences.size(), 2u);
  EXPECT_EQ(e.differences[0].difference.path, "power.factor");
  EXPECT_DOUBLE_EQ(*e.differences[0].to_audited.throughput, 1);
  EXPECT_DOUBLE_EQ(*e.differences[0].to_audited.energy, 0.1);
  EXPECT_DOUBLE_EQ(*e.differences[0].to_paper.energy, 10);
  EXPECT_DOUBLE_EQ(*e.differences[1].to_audited.throughput, 0.25);
  EXPECT_DOUBLE_EQ(*e.differences[1].to_audited.energy, 0.25);
  EXPECT_DOUBLE_EQ(*e.differences[1].to_paper.throughput, 4);
  EXPECT_THAT(e.without, ElementsAre("speed.idle"));
  EXPECT_DOUBLE_EQ(*e.all.throughput, 0.25);
  EXPECT_DOUBLE_EQ(*e.all.energy, 0.025);
}

TEST(ReproduceEffects, EveryParameterIsHalvedAndDoubled) {
  const Effects e = effects_of(examples::ToyChip(), {"", "bert-base", 128, 1, {}});
  EXPECT_EQ(e.parameters_tried, 4u);
  // speed.idle turns without effect; speed.unknown is 3, a whole number, and 6 cannot be under either set.
  ASSERT_EQ(e.sensitivities.size(), 2u);
  for (const auto& [parameter, value, changes] : e.sensitivities) {
    ASSERT_EQ(changes.size(), 2u) << parameter.path << value[0];
    EXPECT_NEAR(*changes[0].effect[1].energy, parameter.path == "power.factor" ? 2 : 0.5, 1e-12);
    EXPECT_NEAR(*changes[1].effect[1].energy, parameter.path == "power.factor" ? 0.5 : 2, 1e-12);
  }
}

TEST(ReproduceEffects, ADesignThatCannotBeSaysWhy) {
  class Refusing : public examples::ToyChip {
   public:
    ModelAnswer simulate(const ModelRequest& request) const override {
      if (request.settings.size() == 1) return {std::nullopt, "the link does not close"};
      return ToyChip::simulate(request);
    }
  };
  const Effects e = effects_of(Refusing(), {"", "bert-base", 128, 1, {}});
  ASSERT_EQ(e.differences.size(), 3u);
  EXPECT_TRUE(e.without.empty());
  EXPECT_FALSE(e.differences[0].to_audited.throughput);
  EXPECT_EQ(e.differences[0].to_audited.why_not, "the link does not close");
  EXPECT_TRUE(e.all.throughput);
}

TEST(ReproduceEffects, ValuesScaleInTheirOwnUnit) {
  EXPECT_EQ(scaled_value("5.5 mW", 2), "11 mW");
  EXPECT_EQ(scaled_value("12", 0.5), "6");
  EXPECT_EQ(scaled_value("3", 0.5), std::nullopt);
  EXPECT_EQ(scaled_value("0.25", 2), "0.5");
  EXPECT_EQ(scaled_value("1e-3", 2), "0.002");
  EXPECT_EQ(scaled_value("true", 2), "false");
  EXPECT_EQ(scaled_value("false", 0.5), "true");
  EXPECT_EQ(scaled_value("2 dB/cm", 2), "4 dB/cm");
  for (const char* word : {"static", "0", "0 W", "-140 dB/Hz", "10 dBm", "", "nan", "3 apples"})
    EXPECT_FALSE(scaled_value(word, 2)) << word;
}

TEST(ReproduceEffects, StrengthIsTheSameBothWays) {
  EXPECT_DOUBLE_EQ(strength(Effect{2, 1, ""}), strength(Effect{1, 0.5, ""}));
  EXPECT_DOUBLE_EQ(strength(Effect{}), 0);
}

}  // namespace
}  // namespace tron::study
