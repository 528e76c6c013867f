#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/numbers/statistics.h"
#include "chip/chip.h"
#include "circuit/crosstalk.h"
#include "circuit/fabrication/fabrication.h"
#include "circuit/fabrication/heater_law.h"
#include "circuit/fabrication/ring_errors.h"
#include "device/cost.h"
#include "device/library.h"
#include "study/validate/row_models.h"

namespace tron::study {
namespace {

constexpr int kPlaces = 32, kVectors = 16, kChips = 4000;

/// The chip of the file's [setting] with the row's changes.
Chip chip_of(const RowInputs& in) {
  std::vector<std::string> settings;
  if (in.own.has("changes")) settings = in.own.texts("changes");
  Feasible<Chip> chip = load_chip(in.shared.text("chip"), in.shared.text("assumptions"), settings);
  if (!chip) throw RunError(chip.why().reason);
  return *chip;
}

HeaterLaw law_of(const RowInputs& in) {
  return fixed_heater_law(in.shared.quantity<Length>("ring_spread", {1e-13}, {1e-6}),
                          in.shared.quantity<Length>("free_spectral_range", {1e-10}, {1e-6}));
}

RowAnswer heater_shift(const RowInputs& in) {
  return law_of(in).mean_shift / in.shared.quantity<Length>("ring_spread", {1e-13}, {1e-6});
}

RowAnswer heater_bias(const RowInputs& in) {
  return law_of(in).blue_bias / in.shared.quantity<Length>("ring_spread", {1e-13}, {1e-6});
}

RowAnswer heater_power(const RowInputs&) {
  return DeviceLibrary::load().value("to_tuner", "power_per_fsr") * 1e3;
}

/// Mean heater power of a ring.
RowAnswer mean_heater_power(const RowInputs& in) {
  const double share =
      law_of(in).mean_shift / in.shared.quantity<Length>("free_spectral_range", {1e-10}, {1e-6});
  return share * DeviceLibrary::load().value("to_tuner", "power_per_fsr") * 1e3;
}

RowAnswer thermal_shift(const RowInputs&) {
  return DeviceLibrary::load().value("microring", "thermal_shift") * 1e12;
}

/// Share of a heater's shift that reaches the ring so many places away.
RowAnswer thermal_coupling(const RowInputs& in) {
  const RingErrorModel model = chip_of(in).ring_errors;
  const auto away = static_cast<double>(in.own.integer("places", 1, 100));
  return 100 * model.thermal_coupling * std::pow(model.thermal_decay, away - 1);
}

/// log2(range / rms error) of weights whose rings stand where calibration leaves them; exact drives,
/// neighbours known.
RowAnswer weight_bits(const RowInputs& in) {
  const Chip chip = chip_of(in);
  BankDesign design = chip.weight_bank;
  design.drive_bits = 0;
  design.compensation = Compensation::per_symbol;
  const Bank bank(design);
  double squares = 0;
  for (std::uint32_t place = 0; place < kPlaces; ++place) {
    const RingShifts shifts =
        ring_shifts(chip.ring_errors, {}, chip.process_seed, {0, place}, bank.channels(), bank.arms());
    const double error = encoding_error(bank, kVectors, place, shifts).rms;
    squares += error * error / kPlaces;
  }
  return std::log2(2 / std::sqrt(squares));
}

/// Root mean square difference of two rings' resonances at the row's distance, over many chips.
RowAnswer resonance_walk(const RowInputs& in) {
  const double distance = in.own.quantity<Length>("distance", {0}, {1}).si;
  const Chip chip = chip_of(in);
  if (!chip.process) return RowAnswer::none("the assumption set has no [process]");
  double squares = 0;
  for (int number = 0; number < kChips; ++number) {
    const ChipProcess made(*chip.process, chip_key(1, static_cast<std::uint64_t>(number)));
    const double walked = made.offset_m(distance, 0, {}, 0, 1) - made.offset_m(0, 0, {}, 0, 0);
    squares += walked * walked / kChips;
  }
  return std::sqrt(squares) * 1e9;
}

/// Spread of resonances that measured spreads of width and height give with the set's sensitivities.
RowAnswer spread_of_guides(const RowInputs& in) {
  const Length width = in.own.quantity<Length>("width_spread", {0}, {1e-6});
  const Length height = in.own.quantity<Length>("height_spread", {0}, {1e-6});
  const Chip chip = chip_of(in);
  if (!chip.process) return RowAnswer::none("the assumption set has no [process]");
  Process process = *chip.process;
  process.width_sigma = width, process.height_sigma = height;
  return process.geometry_sigma().si * 1e9;
}

RowAnswer column_gain(const RowInputs& in) {
  const Chip chip = chip_of(in);
  if (!chip.process) return RowAnswer::none("the assumption set has no [process]");
  return 100 * chip.process->adc_gain;
}

/// Of a balanced detector whose arms differ by the process's mismatch.
RowAnswer common_mode(const RowInputs& in) {
  const Chip chip = chip_of(in);
  if (!chip.process) return RowAnswer::none("the assumption set has no [process]");
  return -20 * std::log10(chip.process->arm_mismatch);
}

RowAnswer tuner_settling(const RowInputs&) {
  return device_latency(DeviceLibrary::load(), "eo_tuner").si * 1e9;
}

}  // namespace

std::vector<RowModel> fabrication_models() {
  return {
      {"heater.mean_shift", "sigma", heater_shift},    {"heater.bias", "sigma", heater_bias},
      {"heater.power_per_fsr", "mW", heater_power},    {"heater.mean_power", "mW", mean_heater_power},
      {"heater.thermal_shift", "pm/K", thermal_shift}, {"heater.thermal_coupling", "%", thermal_coupling},
      {"control.weight_bits", "bit", weight_bits},     {"process.walk", "nm", resonance_walk},
      {"process.column_gain", "%", column_gain},       {"process.common_mode", "dB", common_mode},
      {"tuner.settling", "ns", tuner_settling},        {"process.spread_of_guides", "nm", spread_of_guides},
  };
}

}  // namespace tron::study
