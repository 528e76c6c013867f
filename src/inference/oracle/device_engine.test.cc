#include "inference/oracle/device_engine.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"
#include "inference/engine_test_chip.h"
#include "inference/make_backend.h"
#include "inference/photonic/conversion.h"
#include "inference/photonic/encoder.h"
#include "inference/reference/quantized_engine.h"

namespace tron::inference {
namespace {

/// One column of one-channel tiles: every product of two levels is a conversion of its own.
struct Dots {
  RandomProduct p{3, 5, 1, 21};
  float b_max = 0;
  Dots() {
    for (const float b : p.b) b_max = std::max(b_max, std::abs(b));
  }
  double product(std::size_t row, std::size_t k) const {
    std::uint64_t clipped = 0;
    return quantize(p.a[row * p.k + k], 127, 127, &clipped) / 127.0 *
           (quantize(p.b[k], 127 / b_max, 127, &clipped) / 127.0);
  }
};

TEST(DeviceEngine, WithoutSourcesIsTheHandSumOnOneChannel) {
  const Dots dots;
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    const Chip chip = test_chip(1, signs, Compensation::none);
    const auto out = dots.p.run(*device_engine(chip, Sources::none(), 1));
    for (std::size_t row = 0; row < dots.p.rows; ++row) {
      double sum = 0;
      for (std::size_t k = 0; k < dots.p.k; ++k) sum += dots.product(row, k) * dots.b_max;
      // The step of the ideal converter is 2 / 127 / 4096.
      EXPECT_NEAR(out[row], sum, dots.p.k * 0.5 * 2.0 / 127 / 4096 * dots.b_max + 1e-6);
    }
  }
}

TEST(DeviceEngine, EveryPartialSumIsConvertedByItself) {
  const Dots dots;
  Chip chip = test_chip(1, Signs::two_arm, Compensation::none);
  chip.adc.bits = 4;  // 7 steps over a range of 2
  const auto out = dots.p.run(*device_engine(chip, Sources::only(Source::adc), 1));
  for (std::size_t row = 0; row < dots.p.rows; ++row) {
    double sum = 0;
    for (std::size_t k = 0; k < dots.p.k; ++k) {
      sum += std::nearbyint(dots.product(row, k) / (2.0 / 7)) * (2.0 / 7) * dots.b_max;
    }
    EXPECT_NEAR(out[row], sum, 1e-5) << row;
  }
}

TEST(DeviceEngine, ConversionsOutsideTheRangeAreKeptAtItsEndAndCounted) {
  Dots dots;
  dots.p.site.range.partial_max = 0.1f;
  const Chip chip = test_chip(1, Signs::two_arm, Compensation::none);
  Counters counters;
  const auto out = dots.p.run(*device_engine(chip, Sources::only(Source::adc), 1), &counters);
  std::uint64_t outside = 0;
  for (std::size_t row = 0; row < dots.p.rows; ++row) {
    double sum = 0;
    for (std::size_t k = 0; k < dots.p.k; ++k) {
      const double x = dots.product(row, k);
      outside += std::abs(x) > 0.1;
      sum += std::clamp(std::nearbyint(x * 1270) / 1270, -0.1, 0.1) * dots.b_max;
    }
    EXPECT_NEAR(out[row], sum, 1e-5);
  }
  EXPECT_EQ(counters.saturated, outside);
  EXPECT_EQ(counters.conversions, 15u);
}

TEST(DeviceEngine, NoiseHasTheVarianceOfItsPolynomial) {
  const Chip chip = test_chip(1, Signs::two_arm, Compensation::none);
  constexpr std::size_t kDraws = 4000;
  RandomProduct p(kDraws, 1, 1, 6);
  p.repeat_first_row();
  const EncodedBank bank(chip.activation_bank, 8, encoding_sources(chip, Sources::none(), Source::weight_dac),
                         chip.ring_errors, chip.process_seed);
  const double channel = chip.link.detector.responsivity.si * chip.budget.detector_per_channel.si;
  std::uint64_t clipped = 0;
  const Response x = bank.bank().respond(bank.drive(std::vector{quantize(p.a[0], 127, 127, &clipped)}), {});
  const Response w = bank.bank().respond(bank.drive(std::vector{p.b[0] < 0 ? -127 : 127}), {});
  const double difference = channel * (x.plus[0] - x.minus[0]) * (w.plus[0] - w.minus[0]);
  const double total = channel * (x.plus[0] + x.minus[0]) * (w.plus[0] + w.minus[0]);
  const double value = std::abs(p.b[0]) / (channel * bank.full_scale() * bank.full_scale());
  for (const Source source : {Source::shot, Source::thermal, Source::rin}) {
    Moments measured;
    for (const float y : p.run(*device_engine(chip, Sources::only(source), 3))) measured.add(y);
    const double predicted =
        detector_noise(chip, Sources::only(source)).variance_a2(difference, total) * value * value;
    EXPECT_NEAR(measured.mean(), difference * value, 5 * std::sqrt(predicted / kDraws));
    EXPECT_NEAR(measured.variance() / predicted, 1, 5 * std::sqrt(2.0 / kDraws))
        << kSourceNames[static_cast<int>(source)];
  }
}

TEST(DeviceEngine, NoiseHangsOnTheSeedTheProductAndTheRowsId) {
  const Chip chip = test_chip(5, Signs::two_arm, Compensation::static_);
  RandomProduct p(4, 7, 3, 2);
  p.repeat_first_row();
  p.row_ids = {5, 6, 5, 7};
  const auto out = p.run(*device_engine(chip, Sources::all(), 3));
  EXPECT_TRUE(std::equal(out.begin(), out.begin() + 3, out.begin() + 6)) << "one id, one noise";
  EXPECT_FALSE(std::equal(out.begin(), out.begin() + 3, out.begin() + 3));
  EXPECT_NE(p.run(*device_engine(chip, Sources::all(), 4)), out);
  ++p.site.id;
  EXPECT_NE(p.run(*device_engine(chip, Sources::all(), 3)), out);
}

TEST(MakeEngine, GivesTheEngineOfEachFidelity) {
  const Chip chip = test_chip(5, Signs::two_arm, Compensation::static_);
  const RandomProduct p(2, 12, 4, 8);
  const auto answer = [&](Fidelity f, Sources s) { return p.run(*make_engine(f, chip, s, 1)); };
  EXPECT_EQ(answer(Fidelity::quantized, Sources::all()), p.run(*quantized_engine(chip)));
  EXPECT_EQ(answer(Fidelity::device, Sources::all()), p.run(*device_engine(chip, Sources::all(), 1)));
  const auto exact = answer(Fidelity::digital, Sources::none());
  for (const Fidelity f : {Fidelity::quantized, Fidelity::photonic, Fidelity::moments, Fidelity::device}) {
    const auto ideal = answer(f, Sources::none());
    for (std::size_t i = 0; i < exact.size(); ++i) {
      // Half a level of each operand and k = 12 products.
      EXPECT_NEAR(ideal[i], exact[i], 12 * 1.01 / 127) << kFidelityNames[static_cast<int>(f)];
    }
    EXPECT_NE(ideal, exact) << kFidelityNames[static_cast<int>(f)];
  }
  EXPECT_THROW(make_engine(static_cast<Fidelity>(99), chip, Sources::all(), 1), std::logic_error);
}

}  // namespace
}  // namespace tron::inference
