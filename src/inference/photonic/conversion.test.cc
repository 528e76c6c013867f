#include "inference/photonic/conversion.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/numbers/constants.h"
#include "inference/engine_test_chip.h"

namespace tron::inference {
namespace {

const Chip& chip() {
  static const Chip chip = test_chip(16, Signs::two_arm, Compensation::static_);
  return chip;
}

TEST(AdcScale, StepTimesHighestCodeIsTheRangeTimesItsMargin) {
  Chip c = chip();
  c.adc.bits = 6, c.adc.range_margin = 1.5;
  const AdcScale scale = adc_scale(c, {1, 1, 4}, 64, Sources::all());
  EXPECT_EQ(scale.limit, 31);
  EXPECT_FLOAT_EQ(scale.step * 31, 6);
}

TEST(AdcScale, WithoutItsErrorTheStepIsFarFinerAndNothingSaturates) {
  const ProductRange range{1, 1, 4};
  const AdcScale real = adc_scale(chip(), range, 64, Sources::all()),
                 ideal = adc_scale(chip(), range, 64, Sources::all().without(Source::adc));
  EXPECT_FLOAT_EQ(ideal.step * 4096, real.step);
  EXPECT_GT(static_cast<double>(ideal.limit) * ideal.step, 1000 * 4.0);
}

TEST(AdcScale, AnUnknownRangeCountsAsOneWavelength) {
  const AdcScale scale = adc_scale(chip(), {}, 64, Sources::all());
  EXPECT_FLOAT_EQ(scale.step * static_cast<float>(scale.limit), 1);
}

RC_GTEST_PROP(AdcScale, MoreBitsAreFinerSteps, ()) {
  Chip c = chip();
  c.adc.bits = *rc::gen::inRange(2, 16);
  const ProductRange range{1, 1, static_cast<float>(*rc::gen::inRange(1, 1000)) / 50};
  const AdcScale coarse = adc_scale(c, range, 64, Sources::all());
  ++c.adc.bits;
  const AdcScale fine = adc_scale(c, range, 64, Sources::all());
  RC_ASSERT(fine.step < coarse.step);
  RC_ASSERT(fine.limit == 2 * coarse.limit + 1);
  RC_ASSERT(std::abs(fine.step * fine.limit / (coarse.step * coarse.limit) - 1) < 1e-6);
}

// Written out from the devices' numbers: 2q(I + 2 I_dark)B, 2 * 4kT/R B, and RIN of the common and the own
// part of both arms.
TEST(ConversionOf, IsTheDetectorsNoiseInSteps) {
  const double light = 0.7, rings = 0.6;
  const AdcScale adc{0.02f, 127};
  const Conversion c = conversion_of(chip(), Sources::all(), adc, light, rings);
  const Detector& d = chip().link.detector;
  const double bandwidth = chip().symbol_rate.si / std::numbers::sqrt2;
  const double channel = d.responsivity.si * chip().budget.detector_per_channel.si;
  const double step = channel * light * rings * adc.step;
  const double total_unit = channel * 0.01 * 0.01;
  const double shot = 2 * constants::kElementaryCharge * bandwidth;
  const double thermal = 8 * constants::kBoltzmann * d.temperature.si / d.load.si * bandwidth;
  const double rin = std::pow(10, chip().link.rin.db_per_hz / 10) * bandwidth;
  const double own = 1 - chip().rin_common_share;
  EXPECT_NEAR(c.constant * step * step / (thermal + shot * 2 * d.dark_current.si), 1, 1e-6);
  EXPECT_NEAR(c.per_total * step * step / (shot * total_unit), 1, 1e-6);
  EXPECT_NEAR(c.total_squared * step * step / (rin * own / 2 * total_unit * total_unit), 1, 1e-6);
  EXPECT_NEAR(c.difference_squared / (rin * (1 - own / 2)), 1, 1e-6);
  EXPECT_EQ(c.limit, 127);
}

TEST(ConversionOf, EachSourceBringsItsOwnTerms) {
  const AdcScale adc{0.02f, 127};
  const auto only = [&](Source s) { return conversion_of(chip(), Sources::only(s), adc, 1, 1); };
  EXPECT_FALSE(conversion_of(chip(), Sources::none(), adc, 1, 1).noisy());
  const Conversion shot = only(Source::shot), thermal = only(Source::thermal), rin = only(Source::rin);
  EXPECT_TRUE(shot.per_total > 0 && shot.difference_squared == 0 && shot.total_squared == 0);
  EXPECT_TRUE(thermal.constant > 0 && thermal.per_total == 0 && thermal.difference_squared == 0);
  EXPECT_TRUE(rin.difference_squared > 0 && rin.constant == 0 && rin.per_total == 0);
  Chip quiet = chip();
  quiet.noise = {false, false, false};
  EXPECT_FALSE(conversion_of(quiet, Sources::all(), adc, 1, 1).noisy()) << "the assumption set counts none";
}

double variance(const Conversion& c, double total, double difference) {
  return c.constant + total * (c.per_total + c.total_squared * total) +
         c.difference_squared * difference * difference;
}

RC_GTEST_PROP(ConversionOf, MoreLaserPowerIsLessNoise, ()) {
  Chip brighter = chip();
  brighter.budget.detector_per_channel.si *= 1 + *rc::gen::inRange(1, 1000) / 100.0;
  const AdcScale adc{static_cast<float>(*rc::gen::inRange(1, 100)) / 500, 127};
  const double total = *rc::gen::inRange(0, 200000), difference = *rc::gen::inRange(-127, 128);
  const Conversion dim = conversion_of(chip(), Sources::all(), adc, 0.8, 0.8),
                   bright = conversion_of(brighter, Sources::all(), adc, 0.8, 0.8);
  RC_ASSERT(variance(bright, total, difference) < variance(dim, total, difference));
  // What RIN leaves does not depend on power: it scales with the light itself.
  const Sources rin = Sources::only(Source::rin);
  const double before = variance(conversion_of(chip(), rin, adc, 0.8, 0.8), total, difference);
  const double after = variance(conversion_of(brighter, rin, adc, 0.8, 0.8), total, difference);
  RC_ASSERT(std::abs(after - before) <= 1e-5 * before);
}

RC_GTEST_PROP(ConversionOf, FinerStepsSeeMoreOfTheSameNoise, ()) {
  const float step = static_cast<float>(*rc::gen::inRange(2, 100)) / 500;
  const Conversion coarse = conversion_of(chip(), Sources::all(), {step, 127}, 0.8, 0.8),
                   fine = conversion_of(chip(), Sources::all(), {step / 2, 255}, 0.8, 0.8);
  const double total = *rc::gen::inRange(0, 200000), difference = *rc::gen::inRange(-127, 128);
  // The same light: twice the difference in steps, four times the variance.
  RC_ASSERT(std::abs(variance(fine, total, 2 * difference) / variance(coarse, total, difference) - 4) < 1e-4);
}

/// Rows that differ in everything, row r by r.
class Rows : public ChipInstance {
 public:
  RingDeviations rings(BankPlace, int, int, RingErrorSwitches) const override { return {}; }
  std::optional<RowErrors> row(BankPlace place) const override {
    const double r = place.row;
    return RowErrors{0.01 * r, 1 + 0.02 * r, 0.5 * r, 0.25 * r, 0.125 * r, 1 + 0.01 * r, 0.4 * r};
  }
};

TEST(ConvertersOf, WritesTheConverterAsAPolynomialOfItsSteps) {
  const Rows rows;
  ProductSite site;
  site.array_rows = 4;
  const AdcScale adc{0.02f, 127};
  std::vector<float> scale(6, 2.0f);
  const ConverterColumns made = converters_of(&rows, Sources::all(), site, 6, 3, adc, 0.7, 0.6, &scale);
  ASSERT_FALSE(made.empty());
  for (std::size_t n = 0; n < 6; ++n) {
    const double r = static_cast<double>(n % 4);
    const auto number = [&](ConverterColumns::Field field) { return made.number[made.at(n, field)]; };
    // Half the mismatch, and the totals' unit in steps.
    EXPECT_NEAR(number(ConverterColumns::imbalance), 0.005 * r * 0.01 * 0.01 / (0.7 * 0.6 * 0.02), 1e-9);
    for (const double v : {-127.0, -60.0, 0.0, 13.0, 127.0}) {
      const double u = v / 127, wanted = 0.5 * r + (1 + 0.02 * r) * v + 0.25 * r * (1 - u * u) +
                                         0.125 * r * 1.5 * std::numbers::sqrt3 * (u - u * u * u);
      const double got = number(ConverterColumns::c0) + v * number(ConverterColumns::c1) +
                         v * v * number(ConverterColumns::c2) + v * v * v * number(ConverterColumns::c3);
      EXPECT_NEAR(got, wanted, 1e-4) << n << ' ' << v;
    }
    EXPECT_NEAR(made.bias[n], 3 * 0.4 * r, 1e-6) << "three tiles";
    EXPECT_NEAR(scale[n], 2 / (1 + 0.01 * r), 1e-6);
  }
  EXPECT_EQ(made.bias.size(), kBlockColumns);
  for (std::size_t n = 6; n < kBlockColumns; ++n) EXPECT_EQ(made.number[made.at(n, ConverterColumns::c1)], 0);
}

TEST(ConvertersOf, ThereAreNoneWithoutAChipInstanceOrWithoutTheAdcsError) {
  const Rows rows;
  ProductSite site;
  site.array_rows = 4;
  std::vector<float> scale(6, 2.0f);
  const AdcScale adc{0.02f, 127};
  EXPECT_TRUE(converters_of(nullptr, Sources::all(), site, 6, 3, adc, 1, 1, &scale).empty());
  EXPECT_TRUE(
      converters_of(&rows, Sources::all().without(Source::adc), site, 6, 3, adc, 1, 1, &scale).empty());
  EXPECT_EQ(scale, std::vector<float>(6, 2.0f));
}

}  // namespace
}  // namespace tron::inference
