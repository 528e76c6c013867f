#include "explore/yield/yield_study.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/execution/parallel.h"
#include "base/testing/source_tree.h"
#include "explore/yield/yield_summary.h"
#include "program/example_networks.h"
#include "timing/simulation.h"

namespace tron::explore {
namespace {

class Yield : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }

  Yield() { options_.chips = 3, options_.varied_chips = 1, options_.rises_k = {0, 0.2}; }

  static Chip chip(const char* set, std::vector<std::string> settings = {}) {
    settings.insert(settings.end(), {"sizes.wavelengths=8", "sizes.heads=2"});
    return *load_chip("tron", set, settings);
  }

  /// In place of a network: answers follow from a ring of the chip and from the noise.
  static bool pretend(const ChipInstance* chip_instance, std::uint64_t seed, YieldCounts& out) {
    const double shift =
        chip_instance == nullptr ? 0 : chip_instance->rings({2, 0}, 8, 2, {}).shifts.shift_m[0][3];
    for (int part = 0; part < kYieldParts; ++part) {
      out.scored[part] = 1000;
      out.correct[part] = 900 - static_cast<int>(std::abs(shift) * 1e12) - static_cast<int>(seed % 5) - part;
    }
    return true;
  }

  YieldOptions options_;
};

TEST_F(Yield, DependsOnSeedAndItemAlone) {
  const Chip c = chip("audited");
  YieldOptions more = options_;
  more.chips = 5;
  const YieldStudy study(c, options_, pretend), other(c, more, pretend);
  const auto one = score_all(study, 1), three = score_all(study, 3);
  ASSERT_EQ(one.size(), study.items());
  ASSERT_EQ(three.size(), study.items());
  for (std::size_t i = 0; i < one.size(); ++i) {
    for (const ChipOutcome& again : {three[i], other.score(i)}) {
      EXPECT_EQ(one[i].item, again.item);
      EXPECT_EQ(one[i].described.correct, again.described.correct);
      EXPECT_EQ(one[i].choice_power_w, again.choice_power_w);
      EXPECT_EQ(one[i].varied[1].correct, again.varied[1].correct);
    }
  }
  EXPECT_NE(one[YieldStudy::kNominalRuns].heater_power_w, one[YieldStudy::kNominalRuns + 1].heater_power_w);
  more.seed = 2;
  EXPECT_NE(YieldStudy(c, more, pretend).score(9).heater_power_w, one[9].heater_power_w);
}

TEST_F(Yield, VariationsRunOnTheFirstChipsAlone) {
  const Chip c = chip("audited");
  const YieldStudy study(c, options_, pretend);
  const ChipOutcome first = study.score(YieldStudy::kNominalRuns),
                    second = study.score(YieldStudy::kNominalRuns + 1);
  EXPECT_EQ(study.variations().size(), 2u + 4);
  EXPECT_NE(first.varied[1].correct, first.varied[0].correct) << "warmth moves rings";
  EXPECT_EQ(second.varied[0].scored[0], 0);
}

TEST_F(Yield, AnInterruptKeepsWhatWasEvaluated) {
  const Chip c = chip("paper");
  options_.chips = 6;
  const YieldStudy study(c, options_, pretend);
  int left = YieldStudy::kNominalRuns + 2;
  const CancelToken cancel;
  const auto some = score_all(study, 1, cancel, [&] {
    if (--left == 0) cancel.cancel();
  });
  // The next one may have been in work already.
  EXPECT_GE(some.size(), YieldStudy::kNominalRuns + 2);
  EXPECT_LE(some.size(), YieldStudy::kNominalRuns + 4);
  const YieldSummary summary = summarise(study, some, {});
  EXPECT_FALSE(summary.complete());
  EXPECT_EQ(summary.spread.chips, some.size() - YieldStudy::kNominalRuns);
  EXPECT_EQ(summarise(study, {}, {}).spread.chips, 0u) << "even nothing has a summary";
  const YieldStudy broken(c, options_,
                          [](const ChipInstance*, std::uint64_t, YieldCounts&) { return false; });
  EXPECT_TRUE(score_all(broken, 1).empty()) << "what was not finished does not count";
}

TEST_F(Yield, TheSummaryDoesNotDependOnTheOrder) {
  const Chip c = chip("audited");
  const YieldStudy study(c, options_, pretend);
  auto all = score_all(study, 1);
  const YieldSummary straight = summarise(study, all, {0.005, 0.8});
  std::reverse(all.begin(), all.end());
  const YieldSummary turned = summarise(study, all, {0.005, 0.8});
  EXPECT_TRUE(straight.complete());
  ASSERT_EQ(straight.shares.size(), 2u);
  EXPECT_EQ(straight.shares[0].interval.low, turned.shares[0].interval.low);
  EXPECT_EQ(straight.spread.own_sigma, turned.spread.own_sigma);
  EXPECT_NEAR(straight.shares[0].threshold, straight.nominal - 0.005, 1e-12);
  EXPECT_EQ(straight.nominal_first, accuracy_of(study.score(0).described));
}

// Answers that fall by 10 points a kelvin from 0.1 K on, to both sides; the chip as described stands at 0.1
// K.
TEST_F(Yield, WarmthIsTolerableWithinTheLimit) {
  const Chip c = chip("audited", {"tuning.drift_temperature=0.1 K", "process.gradient_share=0"});
  const auto falling = [](const ChipInstance* chip_instance, std::uint64_t, YieldCounts& out) {
    // The same ring's shift without and with drift: the residue drops out.
    const double drift = chip_instance == nullptr
                             ? 7.5e-12
                             : chip_instance->rings({2, 0}, 8, 2, {false, false, true}).shifts.shift_m[0][3];
    for (int part = 0; part < kYieldParts; ++part) {
      out.scored[part] = 1'000'000;
      out.correct[part] = 900'000 - static_cast<int>(1e5 * std::abs(drift / 0.075e-9 - 0.1));
    }
    return true;
  };
  options_.rises_k = {-0.2, 0, 0.1, 0.15, 0.3};
  const YieldStudy study(c, options_, falling);
  const auto all = score_all(study, 1);
  const auto band = summarise(study, all, {0.015, {}}).band;
  ASSERT_TRUE(band);
  EXPECT_NEAR(band->low_k, -0.05, 1e-4);
  EXPECT_NEAR(band->high_k, 0.25, 1e-4);
  EXPECT_FALSE(band->open_low || band->open_high);
  const auto wide = summarise(study, all, {0.5, {}}).band;
  EXPECT_TRUE(wide->open_low && wide->open_high);
  EXPECT_EQ(wide->high_k, 0.3);
  options_.rises_k = {0.3};
  const YieldStudy hot(c, options_, falling);
  EXPECT_FALSE(summarise(hot, score_all(hot, 1), {0.015, {}}).band) << "nothing that ran is tolerable";
}

TEST_F(Yield, HeatersTakeWhatTheLedgerChargesForTheSameLaw) {
  const Chip c =
      chip("audited", {"tuning.thermal_coupling=0", "process.chip_share=0", "process.local_share=1"});
  const Graph graph = program::examples::NetworkMaker(61).vit();
  const Program program = compile(graph, c);
  const YieldStudy study(c, options_, pretend);
  double watts = 0;
  for (std::size_t chip = 0; chip < 3; ++chip)
    watts += study.score(YieldStudy::kNominalRuns + chip).heater_power_w / 3;
  const Feasible<Simulation> run = simulate_network(program, c, {});
  ASSERT_TRUE(run);
  double charged = 0;
  for (const auto& [path, value] : run->power.leaves()) {
    if (path.ends_with("heater")) charged += value;
  }
  EXPECT_NEAR(study.heaters().power.si / charged, 1, 1e-9) << "the same heaters";
  EXPECT_NEAR(watts / charged, 1, 0.02) << "6 000 rings a chip of independent spread";
}

TEST_F(Yield, TooManyTemperaturesAreRefused) {
  const Chip c = chip("paper");
  options_.rises_k.assign(40, 0.0);
  EXPECT_THROW(YieldStudy(c, options_, pretend), InputError);
}

}  // namespace
}  // namespace tron::explore
