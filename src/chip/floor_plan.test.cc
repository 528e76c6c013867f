#include "chip/floor_plan.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "base/testing/source_tree.h"

namespace tron::chip {
namespace {

class FloorPlan : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }
  static Chip chip(const char* set, const std::vector<std::string>& settings = {}) {
    return *load_chip("tron", set, settings);
  }
};

TEST_F(FloorPlan, HoldsEveryArrayOnceWithinTheDie) {
  const FabricationPlan plan = fabrication_plan(chip("audited"));
  std::set<std::uint32_t> units;
  std::set<std::pair<double, double>> places;
  for (const ArraySite& array : plan.arrays) {
    EXPECT_TRUE(units.insert(array.unit).second);
    EXPECT_TRUE(places.insert({array.x_m, array.y_m}).second);
    EXPECT_LT(std::abs(array.x_m), plan.process.die_side.si / 2);
    EXPECT_LT(std::abs(array.y_m), plan.process.die_side.si / 2);
    EXPECT_EQ(array.rows, array.unit < 28 ? 16 : 32);
  }
  EXPECT_EQ(units.size(), 5u * 4 + 6);
}

TEST_F(FloorPlan, TakesProcessAndPitchesOfTheDescription) {
  const FabricationPlan plan =
      fabrication_plan(chip("audited", {"process.width_sigma=2 nm", "device.microring.pitch=7 um"}));
  EXPECT_NEAR(plan.process.width_sigma.si, 2e-9, 1e-18);
  EXPECT_NEAR(plan.ring_pitch_m, 7e-6, 1e-15);
  EXPECT_NEAR(plan.row_pitch_m, 20e-6, 1e-12);
  EXPECT_NEAR(fabrication_plan(chip("audited")).process.ring_sigma.si, 2.1e-9, 1e-18);
}

/// 0.3 x 2 nm and 1.5 x 1.3 nm: what a user sets of the guides acts, unless the user wants the measured
/// spread.
TEST_F(FloorPlan, RingsSpreadAsTheGuidesDoThatTheUserSets) {
  const auto sigma_nm = [](const std::vector<std::string>& settings) {
    return fabrication_plan(chip("audited", settings)).process.ring_sigma.si * 1e9;
  };
  EXPECT_NEAR(sigma_nm({"process.width_sigma=2 nm"}), std::hypot(0.6, 1.95), 1e-9);
  EXPECT_NEAR(sigma_nm({"process.width_sigma=50 nm"}), std::hypot(15, 1.95), 1e-9);
  EXPECT_NEAR(sigma_nm({"process.height_shift=2"}), std::hypot(1.17, 2.6), 1e-9);
  EXPECT_NEAR(sigma_nm({"process.ring_spread=guides"}), std::hypot(1.17, 1.95), 1e-9);
  EXPECT_NEAR(sigma_nm({"process.width_sigma=2 nm", "process.ring_spread=measured"}), 2.1, 1e-9);
  EXPECT_NEAR(sigma_nm({"process.chip_share=0.5"}), 2.1, 1e-9);
  EXPECT_EQ(sigma_nm({"process.width_sigma=0 nm", "process.height_sigma=0 nm"}), 0);
}

TEST_F(FloorPlan, CountsTheHeatersThatTheMachineCharges) {
  const Chip c = chip("audited");
  const HeaterCount count = heater_count(c);
  // Two pools with activation rings and three without, four heads; six arrays; 32 lanes of normalisation.
  EXPECT_EQ(count.heaters, 8 * 1056 + 12 * 1024 + 6 * 2080 + 32);
  EXPECT_NEAR(count.power.si / (count.heaters * c.heater_shift.si / 18e-9 * 27.5e-3), 1, 1e-9);
}

TEST_F(FloorPlan, ProcessChangesNothingElse) {
  const Chip a = chip("audited"), b = chip("audited", {"process.coupling_sigma=0.2", "process.adc_gain=0.1"});
  EXPECT_EQ(a.budget.detector_total.si, b.budget.detector_total.si);
  EXPECT_EQ(a.ring_errors.heater_step.si, b.ring_errors.heater_step.si);
  EXPECT_EQ(a.heater_shift.si, b.heater_shift.si);
}

void expect_refused(const std::vector<std::string>& settings, const std::string& item) {
  try {
    load_chip("tron", "audited", settings);
    FAIL() << item;
  } catch (const InputError& e) {
    EXPECT_NE(std::string(e.what()).find(item), std::string::npos) << e.what();
  }
}

TEST_F(FloorPlan, RefusesProcessesThatCannotBe) {
  expect_refused({"process.chip_share=0.7", "process.local_share=0.4"}, "local_share");
  expect_refused({"process.chip_share=-0.1"}, "chip_share");
  expect_refused({"process.coupling_sigma=nan"}, "coupling_sigma");
  expect_refused({"process.coupling_sigma=0.9"}, "coupling_sigma");
  expect_refused({"process.correlation_length=0 m"}, "correlation_length");
  expect_refused({"process.width_sigma=3.9"}, "width_sigma");
  expect_refused({"process.ring_spread=both"}, "ring_spread");
  expect_refused({"process.ring_spread=measured", "process.width_sigma=0 nm", "process.height_sigma=0 nm"},
                 "guides that do not spread");
  expect_refused({"process.trim_bits=99"}, "trim_bits");
  expect_refused({"process.heater_range=0"}, "heater_range");
  expect_refused({"bank.assignment=sorted"}, "assignment");
  expect_refused({"bank.assignment=cyclic", "bank.signs=add_drop"}, "assignment");
  expect_refused({"process.die_side=1e300 m"}, "die_side");
}

TEST_F(FloorPlan, ASetWithoutAProcessIsNamed) {
  Chip c = chip("audited");
  c.process.reset();
  EXPECT_THROW(fabrication_plan(c), InputError);
}

}  // namespace
}  // namespace tron::chip
