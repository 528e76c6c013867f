#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/numbers/constants.h"
#include "device/adc.h"
#include "device/dac.h"
#include "device/digital.h"
#include "device/light.h"
#include "device/tuner.h"

namespace tron::device {
namespace {

Converter reference(double power_mw, double rate_ghz) {
  return {8, gigahertz(rate_ghz), nanoseconds(1), milliwatts(power_mw), {}};
}

TEST(Converters, LighteningPartsAtFiveGigahertz) {
  EXPECT_NEAR(sar_adc_power(reference(14.8, 10), gigahertz(5), 8).si * 1e3, 7.4, 0.005);
  EXPECT_NEAR(lightening_dac_power(reference(50, 14), gigahertz(5), 8).si * 1e3, 17.86, 0.005);
}

TEST(Converters, ScaleWithResolutionAsStated) {
  const Converter ref = reference(10, 1);
  EXPECT_NEAR(sar_adc_power(ref, gigahertz(1), 4).si, 5e-3, 1e-12);
  EXPECT_NEAR(flash_adc_power(ref, gigahertz(1), 4).si, 10e-3 * 15 / 255, 1e-12);
  EXPECT_NEAR(lightening_dac_power(ref, gigahertz(1), 4).si, 10e-3 * (16.0 / 4) / (256.0 / 8), 1e-12);
  EXPECT_NEAR(simphony_dac_power(ref, gigahertz(1), 4).si, 10e-3 * (16.0 / 5) / (256.0 / 9), 1e-12);
  EXPECT_NEAR(ref.energy().si, 10e-12, 1e-20);
}

TEST(Converters, IdealSnrIsTheQuantisersOfAFullScaleSine) {
  EXPECT_NEAR(ideal_snr(8).db, 49.92, 1e-9);
  EXPECT_NEAR(effective_bits(ideal_snr(7)), 7, 1e-12);
  // Signal 1/2, noise (2 / 2^b)^2 / 12.
  for (const int b : {1, 6, 12})
    EXPECT_NEAR(ideal_snr(b).db, 10 * std::log10(0.5 * 12 / 4 * std::exp2(2 * b)), 0.01);
}

TEST(Converters, DriverChargesItsLoad) {
  EXPECT_NEAR(driver_power(0.5, gigahertz(5), {10e-15}, {2}).si, 0.5 * 5e9 * 10e-15 * 4 / 2, 1e-18);
}

TEST(Tuners, HeaterStepSpansTheFsr) {
  EXPECT_NEAR(ToTuner::step(nanometres(18), 12).si, 18e-9 / 4096, 1e-22);
  EoTuner tuner;
  tuner.power_per_shift = {4e-6 / 1e-9};
  EXPECT_NEAR(tuner.power(nanometres(-0.5)).si, 2e-6, 1e-15);
  ToTuner heater;
  heater.power_per_fsr = {9e-3}, heater.driver_efficiency = 0.5;
  EXPECT_NEAR(heater.power(nanometres(2), nanometres(18)).si, 2e-3, 1e-12);
}

TEST(Tuners, ANewValueChargesTheElectrodes) {
  EoTuner tuner;
  EXPECT_EQ(tuner.charging(nanometres(0.2)).si, 0);
  tuner.capacitance = {10e-15}, tuner.shift_per_volt = {0.1e-9};
  EXPECT_NEAR(tuner.charging(nanometres(0.2)).si, 10e-15 * 4 / 2, 1e-21);
}

TEST(Receivers, SettleToHalfAStepOrIntegrate) {
  Tia tia;
  EXPECT_EQ(tia.settling(8).si, 0) << "nothing is stated";
  tia.bandwidth = gigahertz(1);
  const double tau = 0.25e-9;
  EXPECT_NEAR(std::exp(-tia.settling(8).si / tau), std::pow(2.0, -9), 1e-12);
  tia.integration = nanoseconds(2);
  EXPECT_EQ(tia.settling(8).si, 2e-9);
}

TEST(Light, SplittingIsPassive) {
  EXPECT_NEAR(split_loss(1, Decibel{0.13}).db, 0, 1e-12);
  EXPECT_NEAR(split_loss(64, Decibel{0.13}).db, 10 * std::log10(64) + 6 * 0.13, 1e-12);
  EXPECT_GT(split_loss(5, Decibel{0.1}).db, 10 * std::log10(5));
}

TEST(Light, DelayAndPower) {
  const Waveguide guide{{100}, {}, {}, {}, {}, {}, 4.2, {}};
  EXPECT_NEAR(guide.propagation_loss({0.02}).db, 2, 1e-12);
  EXPECT_NEAR(guide.delay({0.01}).si, 4.2 * 0.01 / 299792458.0, 1e-20);
  const Laser laser{{-140}, 0.2, {}};
  EXPECT_NEAR(laser.electrical(milliwatts(1)).si, 5e-3, 1e-15);
  EXPECT_NEAR(laser.relative_noise(gigahertz(1)), std::sqrt(1e-5), 1e-9);
}

TEST(Photodetector, CurrentAndShotNoise) {
  const Photodetector d{{1.2}, {35e-9}, {}, {}, {}, {}};
  EXPECT_NEAR(d.photocurrent(milliwatts(1)).si, 1.2e-3, 1e-15);
  EXPECT_NEAR(d.shot_a2_per_hz({1e-3}) / (2 * constants::kElementaryCharge * (1e-3 + 35e-9)), 1, 1e-12);
}

TEST(Tia, ThermalNoiseOfFiftyOhm) {
  Tia tia;
  tia.load = {50};
  tia.temperature = {300};
  EXPECT_NEAR(std::sqrt(tia.thermal_a2_per_hz()) * 1e12, 18.2, 0.05);  // pA / sqrt(Hz), the textbook number
}

RC_GTEST_PROP(Soa, GainSolvesItsEquationAndSaturates, ()) {
  const Soa soa{{20}, milliwatts(5), {7}, {}, {}, {}};
  const Power input = microwatts(*rc::gen::inRange(0, 100000));
  const double gain = soa.gain_at(input);
  RC_ASSERT(std::abs(gain - 100 * std::exp(-(gain - 1) * (input / soa.saturation_power))) < 1e-6 * gain);
  RC_ASSERT(gain >= 1 && gain <= 100 * (1 + 1e-12));
  RC_ASSERT(soa.gain_at(input + microwatts(10)) < gain);
  RC_ASSERT(soa.gain_at(input + microwatts(10)) * (input + microwatts(10)).si > gain * input.si);
  RC_ASSERT(soa.spontaneous_emission(input, nanometres(1550), gigahertz(5)).si >= 0);
}

TEST(Memory, EnergyAndTime) {
  const Memory dram{picojoules(31.2), {1e12}, nanoseconds(100), {}, {}};
  EXPECT_NEAR(dram.access_energy(2).si, 62.4e-12, 1e-20);
  EXPECT_NEAR(dram.access_time(1e6).si, 1.1e-6, 1e-15);
}

}  // namespace
}  // namespace tron::device
