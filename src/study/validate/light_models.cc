#include <cmath>

#include "base/files/files.h"
#include "circuit/laser_rules.h"
#include "circuit/noise.h"
#include "device/cost.h"
#include "device/library.h"
#include "study/validate/row_models.h"

namespace tron::study {
namespace {

/// The detector of the file's [setting].
Detector detector_of(const Config& setting) {
  Detector out;
  out.responsivity = setting.quantity<Responsivity>("responsivity", {1e-6}, {1e3});
  out.dark_current = setting.quantity<Current>("dark_current", {0}, {1});
  out.load = setting.quantity<Resistance>("load", {1e-3}, {1e12});
  out.temperature = setting.quantity<Temperature>("temperature", {1}, {1000});
  return out;
}

DecibelPerHertz rin_of(const Config& setting) {
  return setting.quantity<DecibelPerHertz>("rin", {-300}, {0});
}

Frequency rate_of(const Config& own) {
  return own.quantity<Frequency>("rate", {1}, {1e15});
}

/// Least power at the detector for the row's bits at its rate.
PowerDbm power_of_bits(const RowInputs& in) {
  return power_for_enob(detector_of(in.shared), in.own.number("bits", 0, 30), rin_of(in.shared),
                        rate_of(in.own), nullptr, nullptr);
}

RowAnswer detector_power(const RowInputs& in) {
  return power_of_bits(in).power().si * 1e6;
}

RowAnswer detector_power_dbm(const RowInputs& in) {
  return power_of_bits(in).dbm;
}

RowAnswer highest_bits(const RowInputs& in) {
  double highest = 0;
  power_for_enob(detector_of(in.shared), 1, rin_of(in.shared), rate_of(in.own), nullptr, &highest);
  return highest;
}

/// Thermal noise of a balanced conversion with a load an arm.
RowAnswer balanced_thermal_current(const RowInputs& in) {
  const NoisePolynomial noise =
      balanced_noise(detector_of(in.shared), rin_of(in.shared), 1, rate_of(in.own), {false, true, false});
  return std::sqrt(noise.constant_a2) * 1e9;
}

/// Input noise current of the receiver of data/device/tia.toml.
RowAnswer receiver_noise_density(const RowInputs&) {
  return std::sqrt(DeviceLibrary::load().tia().thermal_a2_per_hz()) * 1e12;
}

RowAnswer receiver_power(const RowInputs&) {
  return DeviceLibrary::load().tia().power.si * 1e3;
}

/// Photocurrent at the sensitivity of data/device/photodetector.toml.
RowAnswer receiver_sensitivity(const RowInputs&) {
  const Photodetector detector = DeviceLibrary::load().photodetector();
  return detector.photocurrent(detector.sensitivity.power()).si * 1e6;
}

RowAnswer lightening_laser(const RowInputs& in) {
  const int width = static_cast<int>(in.shared.integer("width", 1, 4096));
  const PowerDbm sensitivity = in.shared.quantity<PowerDbm>("sensitivity", {-100}, {100});
  return lightening_laser_power(sensitivity, width, width, in.shared.number("wall_plug_efficiency", 0.001, 1),
                                static_cast<int>(in.own.integer("bits", 1, 30)))
             .si *
         1e3;
}

/// Power of a converter of the literature at another rate, as the cost model scales it.
double converter_power_mw(const RowInputs& in, const char* kind) {
  const Config over =
      Config::parse("[device." + std::string(kind) + "]\nrate = \"" + in.own.text("rated_rate") +
                        "\"\npower = \"" + in.own.text("rated_power") + "\"\n",
                    "a published converter");
  const DeviceLibrary library = DeviceLibrary::load(data_folder() + "/device", over);
  const Operation one{static_cast<int>(in.own.integer("bits", 1, 24)), {}, {}};
  return device_event(library, kind, one).si * rate_of(in.own).si * 1e3;
}

RowAnswer adc_power(const RowInputs& in) {
  return converter_power_mw(in, "adc");
}

RowAnswer dac_power(const RowInputs& in) {
  return converter_power_mw(in, "dac");
}

}  // namespace

std::vector<RowModel> light_models() {
  return {
      {"detector.power", "uW", detector_power},
      {"detector.power_dbm", "dBm", detector_power_dbm},
      {"detector.highest_bits", "bit", highest_bits},
      {"detector.balanced_thermal_current", "nA", balanced_thermal_current},
      {"receiver.noise_density", "pA/sqrt(Hz)", receiver_noise_density},
      {"receiver.power", "mW", receiver_power},
      {"receiver.sensitivity", "uA", receiver_sensitivity},
      {"laser.lightening", "mW", lightening_laser},
      {"converter.adc", "mW", adc_power},
      {"converter.dac", "mW", dac_power},
  };
}

}  // namespace tron::study
