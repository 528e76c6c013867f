#include <cmath>

#include "chip/chip_sections.h"
#include "chip/self_heating.h"

namespace tron::chip::detail {
namespace {

void derive_ring_errors(const DeviceLibrary& library, const ChipFacts& facts, RingErrorModel& errors) {
  const Length fsr = library.microring().free_spectral_range;
  errors.fabrication_sigma = {library.value("microring", "fabrication_sigma")};
  errors.heater_step = ToTuner::step(fsr, facts.heater_bits);
  errors.drift = LengthPerTemperature{library.value("microring", "thermal_shift")} * facts.drift;
  const LengthPerTemperature per_kelvin{library.value("microring", "thermal_shift")};
  errors.drift_bank_sigma = per_kelvin * facts.drift_bank_sigma;
  errors.drift_ring_sigma = per_kelvin * facts.drift_ring_sigma;
  if (errors.assignment != Assignment::cyclic) return;
  errors.free_spectral_range = fsr;
  errors.spacing = *facts.spacing;
  errors.local_sigma = facts.correction->local_sigma;
  errors.blue_bias = facts.correction->blue_bias;
}

void derive_activation(const DeviceLibrary& library, const ChipFacts& facts, ActivationDesign& design) {
  const Soa soa = library.soa();
  const Power input = facts.soa_input;
  design.soa_gain = soa.gain.ratio();
  design.soa_input = input / soa.saturation_power;
  // Signal-spontaneous beat of a full-scale value, sigma / I = sqrt(4 P_ase / (G P_in)) (Agrawal,
  // Fiber-Optic Communication Systems, 4th ed., 2010, ch. 7), in the noise bandwidth of the receivers.
  const Power ase =
      soa.spontaneous_emission(input, library.microring().wavelength, *facts.symbol_rate / std::sqrt(2.0));
  design.soa_noise = std::sqrt(4 * (ase / (soa.gain_at(input) * input)));
}

}  // namespace

std::optional<Infeasible> derive_for_inference(const DeviceLibrary& library, const ChipFacts& facts,
                                               Chip& chip) {
  derive_ring_errors(library, facts, chip.ring_errors);
  derive_activation(library, facts, chip.activation);
  chip.link = link_path(library, facts);
  const Feasible<LinkBudget> budget = close_link(chip.link);
  if (!budget) return budget.why();
  chip.budget = *budget;
  if (!facts.self_heating.untracked()) return {};
  const SelfHeating heating = self_heating_of(library, chip.budget);
  chip.self_heating = heating.shift;
  chip.ring_errors.self_heating_sigma = facts.self_heating_residue * heating.shift;
  return heating.why_not();
}

}  // namespace tron::chip::detail
