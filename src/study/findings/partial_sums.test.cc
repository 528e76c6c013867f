#include "study/findings/partial_sums.h"

#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "circuit/bank.h"

namespace tron::study {
namespace {

Chip chip_of(const std::vector<std::string>& settings) {
  use_source_data();
  return *load_chip("tron", "audited", settings);
}

ProductScale product(const char* step, float rms, float most, bool dynamic) {
  ProductScale out;
  out.step = step, out.dynamic = dynamic;
  out.range.partial_rms = rms, out.range.partial_max = most, out.range.partials = 100;
  return out;
}

TEST(PartialSums, AreSharesOfAFullRow) {
  const Chip chip = chip_of({});
  Evaluation evaluation;
  evaluation.scales = {product("one", 0.4f, 4, false), product("other", 0.2f, 1, true)};
  const auto sums = partial_sums_of(chip, {}, evaluation);
  ASSERT_TRUE(sums);
  const double light = Bank(chip.activation_bank).full_scale(), rings = Bank(chip.weight_bank).full_scale();
  const double dynamic = Bank(chip.dynamic_bank).full_scale();
  const double one = 0.4f * light * rings / 16, other = 0.2f * light * dynamic / 16;
  EXPECT_NEAR(sums->typical, std::sqrt((one * one + other * other) / 2), 1e-9);
  EXPECT_NEAR(sums->largest, 4 * light * rings / 16, 1e-9);
  EXPECT_NEAR(sums->adc_share, std::sqrt((0.1 * 0.1 + 0.2 * 0.2) / 2), 1e-7);
  EXPECT_EQ(sums->faintest, "other");
  // Thermal noise does not fall with the light: half of it has a bit less.
  EXPECT_LT(sums->typical_bits, sums->largest_bits);
  EXPECT_LT(sums->largest_bits, chip.budget.enob);
  EXPECT_FALSE(sums->hint) << "the banks span " << light * rings;
}

TEST(PartialSums, HintAtTheDriveRangeWhereRingsSpanLittle) {
  const std::vector<std::string> settings = {"bank.signs=add_drop", "sizes.wavelengths=8",
                                             "device.microring.quality_factor=5000"};
  const Chip chip = chip_of(settings);
  Evaluation evaluation;
  evaluation.scales = {product("one", 0.4f, 4, false)};
  const auto sums = partial_sums_of(chip, settings, evaluation);
  ASSERT_TRUE(sums && sums->hint);
  EXPECT_EQ(sums->hint->setting, "bank.drive_range");
  EXPECT_LT(sums->hint->scale, 0.2);
  EXPECT_GT(sums->hint->scale_then, 2 * sums->hint->scale);
  std::vector<std::string> wider = settings;
  wider.push_back("bank.drive_range=" + sums->hint->then);
  const Chip after = chip_of(wider);
  EXPECT_NEAR(Bank(after.activation_bank).full_scale() * Bank(after.weight_bank).full_scale(),
              sums->hint->scale_then, 1e-9);
}

TEST(PartialSums, NeedLight) {
  EXPECT_FALSE(partial_sums_of(chip_of({}), {}, {}));
}

}  // namespace
}  // namespace tron::study
