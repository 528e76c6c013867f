#include "circuit/fabrication/chip_instance.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"
#include "circuit/fabrication/fabrication.h"
#include "inference/engine_test_chip.h"
#include "inference/oracle/device_engine.h"
#include "inference/photonic/photonic_engine.h"

namespace tron::inference {
namespace {

/// Rings and rows that differ much from their design, anywhere.
class Rough : public ChipInstance {
 public:
  explicit Rough(const BankDesign& light, const BankDesign& operand, double strength = 1)
      : light_(light), operand_(operand), strength_(strength) {}

  RingDeviations rings(BankPlace place, int channels, int arms, RingErrorSwitches) const override {
    const Bank& bank = place.row == kActivationRow ? light_ : operand_;
    RingDeviations out;
    for (int arm = 0; arm < arms; ++arm) {
      for (int j = 0; j < channels; ++j) {
        const auto normal = [&](std::uint32_t what) {
          return strength_ * random_.normal(what, place, arm, j);
        };
        out.shifts.shift_m[arm].push_back(0.01e-9 * normal(900));
        out.linear[arm].push_back(1 + 0.05 * normal(901));
        out.quadratic[arm].push_back(1e8 * normal(902));
        out.shape[arm].push_back(
            with_powers(bank.rings().ring(j), 1 + 0.1 * normal(903), 1 + 0.1 * normal(904)));
      }
    }
    return out;
  }
  std::optional<RowErrors> row(BankPlace place) const override {
    const auto normal = [&](std::uint32_t what) { return strength_ * random_.normal(what, place); };
    return RowErrors{0.02 * normal(910), 1 + 0.02 * normal(911), normal(912), 0.5 * normal(913),
                     0.5 * normal(914),  1 + 0.01 * normal(915), normal(916)};
  }

 private:
  ProcessRandom random_{99};
  Bank light_, operand_;
  double strength_;
};

class AsDesigned : public ChipInstance {
 public:
  RingDeviations rings(BankPlace, int, int, RingErrorSwitches) const override { return {}; }
  std::optional<RowErrors> row(BankPlace) const override { return std::nullopt; }
};

constexpr Compensation kCompensations[] = {Compensation::none, Compensation::static_,
                                           Compensation::per_symbol};

Sources silent() {
  return Sources::all().without(Source::shot).without(Source::thermal).without(Source::rin);
}

// A converter's rounding may fall to either side where the signals are all but equal (totals are kept in
// hundredths, and the arms' mismatch brings them into the signal): outputs may differ by a step, few do.
TEST(ChipInstance, PhotonicIsTheOracleWithTheSameChip) {
  std::size_t outputs = 0, different = 0;
  for (unsigned tile = 0; tile < 60; ++tile) {
    const int channels = tile % 2 == 0 ? 16 : 5;
    const Chip chip = test_chip(channels, tile / 2 % 2 == 0 ? Signs::two_arm : Signs::add_drop,
                                kCompensations[tile / 4 % 3]);
    const Rough rough(chip.activation_bank, chip.weight_bank);
    RandomProduct p(1 + tile % 3, 1 + tile * 7 % (3 * channels), 1 + tile * 5 % 37, tile);
    p.site.range.partial_max = 0.125f * static_cast<float>(channels);
    const auto light = p.run(*photonic_engine(chip, silent(), 1, &rough)),
               oracle = p.run(*device_engine(chip, silent(), 1, &rough)),
               nominal = p.run(*device_engine(chip, silent(), 1));
    EXPECT_NE(oracle, nominal);
    const double step = p.site.range.partial_max / 127;
    for (std::size_t i = 0; i < light.size(); ++i) {
      ++outputs;
      different += std::abs(light[i] - oracle[i]) > 1e-5 ? 1 : 0;
      ASSERT_LT(std::abs(light[i] - oracle[i]), 1.1 * step) << "tile " << tile << ", output " << i;
    }
  }
  EXPECT_LT(static_cast<double>(different), 0.04 * static_cast<double>(outputs));
}

TEST(ChipInstance, NoiseIsTheOraclesWithTheSameChip) {
  const Chip chip = test_chip(16, Signs::two_arm, Compensation::static_);
  const Rough rough(chip.activation_bank, chip.weight_bank);
  constexpr std::size_t kDraws = 4000;
  RandomProduct p(kDraws, 16, 3, 77);
  p.repeat_first_row();
  const auto light = p.run(*photonic_engine(chip, Sources::all(), 1, &rough)),
             oracle = p.run(*device_engine(chip, Sources::all(), 2, &rough));
  for (std::size_t n = 0; n < p.n; ++n) {
    Moments a, b;
    for (std::size_t r = 0; r < kDraws; ++r) a.add(light[r * p.n + n]), b.add(oracle[r * p.n + n]);
    EXPECT_NEAR(a.mean(), b.mean(), 5 * std::sqrt((a.variance() + b.variance()) / kDraws));
    // Gains near 1 scale noise as they scale signals; the shortcut's totals are rounded.
    EXPECT_NEAR(std::log(a.variance() / b.variance()), 0, 5 * 2 / std::sqrt(kDraws - 1.0) + 0.02);
  }
}

TEST(ChipInstance, OneThatIsAsDesignedIsNoChipInstanceToTheBit) {
  Chip chip = test_chip(16, Signs::two_arm, Compensation::per_symbol);
  chip.ring_errors = {};
  chip.fabrication = false;
  const AsDesigned designed;
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    chip.weight_bank.signs = signs;
    const RandomProduct p(5, 100, 41, 3);
    EXPECT_EQ(p.run(*photonic_engine(chip, Sources::all(), 1, &designed)),
              p.run(*photonic_engine(chip, Sources::all(), 1)));
    EXPECT_EQ(p.run(*device_engine(chip, Sources::all(), 1, &designed)),
              p.run(*device_engine(chip, Sources::all(), 1)));
  }
}

// The trimmed kernel at trims of nothing, against the plain one: equal but for roundings.
TEST(ChipInstance, TrimsOfNothingChangeNothing) {
  const Chip chip = test_chip(16, Signs::two_arm, Compensation::per_symbol);
  const Rough none(chip.activation_bank, chip.weight_bank, 0);
  Chip still = chip;
  still.ring_errors = {};
  still.fabrication = false;
  const RandomProduct p(5, 100, 41, 3);
  const Sources fine = silent().without(Source::adc);
  const auto a = p.run(*photonic_engine(still, fine, 1, &none)), b = p.run(*photonic_engine(still, fine, 1));
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-5 * 100);
}

}  // namespace
}  // namespace tron::inference
