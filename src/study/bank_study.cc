#include "study/bank_study.h"

#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "circuit/crosstalk.h"
#include "circuit/fabrication/ring_errors.h"
#include "circuit/spectrum.h"

namespace tron::study {
namespace {

constexpr int kPointsAChannel = 160;  // even: every channel's own wavelength is a point
constexpr int kVectors = 400;
constexpr std::uint64_t kSeed = 1;

constexpr const char* kBankNames[] = {"weight bank", "dynamic operand bank", "activation bank"};

const BankDesign& design_of(const Chip& chip, BankChoice choice) {
  switch (choice) {
    case BankChoice::weight:
      return chip.weight_bank;
    case BankChoice::dynamic:
      return chip.dynamic_bank;
    case BankChoice::activation:
      return chip.activation_bank;
  }
  return chip.weight_bank;
}

/// The rings of row 0 of the first array, or its activation bank: one chip instance of many.
RingShifts chip_instance(const Chip& chip, const Bank& bank, BankChoice choice) {
  const BankPlace place{0, choice == BankChoice::activation ? kActivationRow : 0u};
  const RingErrorSwitches switches{chip.fabrication, true, true};
  return ring_shifts(chip.ring_errors, switches, chip.process_seed, place, bank.channels(), bank.arms());
}

bool any_shift(const RingShifts& shifts) {
  for (const auto& arm : shifts.shift_m) {
    for (double shift : arm) {
      if (shift != 0) return true;
    }
  }
  return false;
}

EncodingRow encoding_row(const Chip& chip, BankChoice choice, Compensation compensation, const char* name) {
  BankDesign design = design_of(chip, choice);
  design.compensation = compensation;
  EncodingRow row;
  row.compensation = name;
  try {
    const Bank bank(design);
    const EncodingError error = encoding_error(bank, kVectors, kSeed);
    row.full_scale = bank.full_scale();
    row.rms = error.rms, row.worst = error.worst;
    row.worst_bits = error.worst_bits, row.effective_bits = error.effective_bits;
    row.moved_bits = encoding_error(bank, kVectors, kSeed, chip_instance(chip, bank, choice)).effective_bits;
    design.drive_bits = 0;
    row.ideal_dac_bits = encoding_error(Bank(design), kVectors, kSeed).effective_bits;
  } catch (const InputError& error) {
    row.impossible = error.found();
  }
  return row;
}

/// Bus transmission in dB with every ring at the same detuning: the plus arm, or the through port of add-drop
/// rings.
std::vector<double> bus_decibels(const Bank& bank, Length detuning, BankStudy& study) {
  const WdmGrid& grid = bank.design().grid;
  Drive drive;
  for (int arm = 0; arm < bank.arms(); ++arm) {
    drive.detuning_m[arm].assign(static_cast<std::size_t>(bank.channels()), detuning.si);
  }
  const Length from{grid.wavelength_m(0) - grid.spacing.si / 2};
  const Length to{grid.wavelength_m(grid.channels - 1) + grid.spacing.si / 2};
  std::vector<double> out;
  study.wavelength_nm.clear();
  for (const SpectrumPoint& point :
       spectrum(bank, drive, {}, from, to, grid.channels * kPointsAChannel + 1)) {
    study.wavelength_nm.push_back(point.wavelength_m * 1e9);
    out.push_back(10 * std::log10(bank.arms() == 2 ? point.plus : point.minus));
  }
  return out;
}

}  // namespace

BankStudy study_bank(const Chip& chip, BankChoice choice) {
  BankStudy study;
  study.design = design_of(chip, choice);
  study.title = fmt::format("{} of {}, {} assumptions", kBankNames[static_cast<int>(choice)], chip.name,
                            chip.assumptions);
  const Bank bank(study.design);
  study.rest_db = bus_decibels(bank, Length{}, study);
  study.open_db = bus_decibels(bank, study.design.drive_range, study);
  study.crosstalk = crosstalk_matrix(bank, study.design.drive_range.si / 2);
  study.shifts_modelled = any_shift(chip_instance(chip, bank, choice));
  const GroupCrosstalk group = group_crosstalk(study.design.grid, study.design.ring.quality_factor);
  study.group_levels = group.levels, study.group_bits = group.bits;
  study.encode = {encoding_row(chip, choice, Compensation::none, "none"),
                  encoding_row(chip, choice, Compensation::static_, "static"),
                  encoding_row(chip, choice, Compensation::per_symbol, "per symbol")};
  return study;
}

}  // namespace tron::study
