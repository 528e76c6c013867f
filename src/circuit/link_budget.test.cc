#include "circuit/link_budget.h"

#include <gtest/gtest.h>

#include "circuit/laser_rules.h"

namespace tron::circuit {
namespace {

LinkInputs inputs() {
  LinkInputs in;
  in.losses = {
      {"splitter", {0.13}, 6}, {"splitting among 64 rows", {18.06}, 1}, {"off-resonance rings", {0.02}, 30}};
  in.channels = 16;
  in.rows = 64;
  in.detector = {{1.2}, {35e-9}, {50}, {300}, {-25}};
  in.rin = {-140};
  in.symbol_rate = gigahertz(1);
  in.wall_plug_efficiency = 0.2;
  return in;
}

TEST(CloseLink, GroupsRuleByHand) {
  const auto budget = close_link(inputs());
  ASSERT_TRUE(budget);
  EXPECT_NEAR(budget->loss.db, 0.78 + 18.06 + 0.6, 1e-12);
  EXPECT_NEAR(PowerDbm::from_power(budget->detector_per_channel).dbm, -25, 1e-9);
  EXPECT_NEAR(PowerDbm::from_power(budget->laser_total).dbm,
              crosslight_laser_power({-25}, budget->loss, 16).dbm, 1e-9);
  EXPECT_NEAR(budget->laser_per_channel / budget->laser_total, 1.0 / 16, 1e-12);
  EXPECT_NEAR(budget->laser_electrical / budget->laser_total, 5, 1e-12);
  EXPECT_NEAR(budget->snr_db, 6.02 * budget->enob + 1.76, 1e-9);
  EXPECT_EQ(budget->losses.size(), 3u);
}

TEST(CloseLink, EnobRuleReachesTheBitsItWants) {
  LinkInputs in = inputs();
  in.rule = LaserRule::enob;
  double last = 0;
  for (const double bits : {2.0, 4.0, 6.0, 8.0}) {
    in.wanted_enob = bits;
    const auto budget = close_link(in);
    ASSERT_TRUE(budget);
    EXPECT_NEAR(budget->enob, bits, 1e-6);
    EXPECT_GT(budget->laser_total.si, last);
    last = budget->laser_total.si;
  }
}

TEST(CloseLink, MoreLossCostsLaserPowerAndNothingElse) {
  LinkInputs in = inputs();
  const auto before = close_link(in);
  in.losses.push_back({"bend", {0.5}, 6});
  const auto after = close_link(in);
  ASSERT_TRUE(before && after);
  EXPECT_NEAR(Decibel::from_ratio(after->laser_total / before->laser_total).db, 3, 1e-9);
  EXPECT_DOUBLE_EQ(after->detector_total.si, before->detector_total.si);
  EXPECT_DOUBLE_EQ(after->enob, before->enob);
}

TEST(CloseLink, ChannelsAddUpAtTheDetector) {
  LinkInputs in = inputs();
  const auto few = close_link(in);
  in.channels = 32;
  const auto many = close_link(in);
  ASSERT_TRUE(few && many);
  EXPECT_NEAR(many->detector_total / few->detector_total, 2, 1e-12);
  EXPECT_DOUBLE_EQ(many->detector_per_channel.si, few->detector_per_channel.si);
  EXPECT_GT(many->enob, few->enob);
  // The bits do not depend on how many wavelengths share the power that a wanted ENOB asks for.
  in.rule = LaserRule::enob;
  in.wanted_enob = 5;
  const auto shared = close_link(in);
  in.channels = 4;
  EXPECT_NEAR(close_link(in)->laser_total / shared->laser_total, 1, 1e-12);
}

TEST(CloseLink, SaysWhyItCannotBeClosed) {
  LinkInputs in = inputs();
  in.rule = LaserRule::enob;
  in.wanted_enob = 9;
  const auto bits = close_link(in);
  ASSERT_FALSE(bits);
  EXPECT_EQ(bits.why().unit, "bit");
  EXPECT_NEAR(bits.why().margin, 8.26 - 9, 0.01);

  in = inputs();
  in.waveguide_limit = milliwatts(1);
  const auto guide = close_link(in);
  ASSERT_FALSE(guide);
  EXPECT_EQ(guide.why().unit, "dB");
  EXPECT_NEAR(guide.why().margin, 25 - 19.44 - 12.04, 0.01);
  in.waveguide_limit = milliwatts(30);
  EXPECT_TRUE(close_link(in));
}

TEST(CloseLink, RefusesNonsense) {
  LinkInputs in = inputs();
  in.wall_plug_efficiency = 0;
  EXPECT_THROW(close_link(in), InputError);
  in = inputs();
  in.channels = 0;
  EXPECT_THROW(close_link(in), InputError);
  in = inputs();
  in.symbol_rate = {};
  EXPECT_THROW(close_link(in), InputError);
}

TEST(LaserRules, LighteningCheckValues) {
  EXPECT_NEAR(lightening_insertion_loss(12, 12).db, 4.5, 1e-9);
  EXPECT_NEAR(lightening_laser_power({-25}, 12, 12, 0.2, 4).si * 1e3, 8.6, 0.05);
  EXPECT_NEAR(lightening_laser_power({-25}, 12, 12, 0.2, 8).si * 1e3, 136.9, 0.05);
}

TEST(LaserRules, SimphonyAddsTheFiniteExtinction) {
  const Power plain = lightening_laser_power({-25}, 12, 12, 0.2, 4);
  EXPECT_NEAR(simphony_laser_power({-25}, 12, 12, 0.2, 4, Decibel{10}) / plain, 1 / 0.9, 1e-12);
  EXPECT_NEAR(simphony_laser_power({-25}, 12, 12, 0.2, 4, Decibel{80}) / plain, 1, 1e-7);
}

TEST(LaserRules, KentuckyRowIsTheLargestThatCloses) {
  EXPECT_NEAR(kentucky_loss(1, 1, 0.02).db, 1.6 + 0.006 + 4 + 0.01, 1e-12);
  EXPECT_NEAR(kentucky_loss(10, 4, 0.02).db, 1.6 + 0.06 + 4 + 0.09 + 10 + 0.02 + 0.01 + 0.09, 1e-12);
  const Decibel penalty{4.8};
  const int n = kentucky_largest_row({10}, {-20}, 16, 0.02, penalty);
  EXPECT_GE(PowerDbm{10} - kentucky_loss(n, 16, 0.02) - penalty, PowerDbm{-20});
  EXPECT_LT(PowerDbm{10} - kentucky_loss(n + 1, 16, 0.02) - penalty, PowerDbm{-20});
  EXPECT_EQ(kentucky_largest_row({-30}, {-20}, 16, 0.02, penalty), 0);
}

}  // namespace
}  // namespace tron::circuit
