#include "chip/self_heating.h"

#include <cmath>

#include <fmt/format.h>

namespace tron::chip {
namespace {

/// Light of one channel in a bank of activations.
Power at_activations(const LinkBudget& budget) {
  Decibel lost;
  for (const Loss& loss : budget.losses) {
    // A signed value has a bank an arm; all further splits come behind the bank.
    if (loss.name == "laser to chip" || loss.name == "arm split" || loss.name == "combiner")
      lost += loss.each;
  }
  return budget.laser_per_channel / lost.ratio();
}

}  // namespace

SelfHeating self_heating_of(const DeviceLibrary& library, const LinkBudget& budget) {
  const MicroringParameters ring = library.microring();
  SelfHeating out;
  out.absorbed = at_activations(budget) * (1 - 1 / ring.extinction_ratio.ratio());
  const Power per_fsr = library.to_tuner("input_to_tuner").power_per_fsr;
  if (per_fsr.si > 0) out.shift = ring.free_spectral_range * (out.absorbed / per_fsr);
  const Length half_width = ring.wavelength / (2 * ring.quality_factor);
  out.limit = 8 / (3 * std::sqrt(3.0)) * half_width;
  return out;
}

std::optional<Infeasible> SelfHeating::why_not() const {
  if (!bistable()) return {};
  return Infeasible{
      fmt::format("{:.3g} uW of its own light move an activation ring by {:.3g} nm; above {:.3g} "
                  "nm it is bistable",
                  absorbed.si * 1e6, shift.si * 1e9, limit.si * 1e9),
      (limit - shift).si * 1e9, "nm"};
}

}  // namespace tron::chip
