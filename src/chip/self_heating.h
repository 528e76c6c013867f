#pragma once

#include <optional>

#include "base/error.h"
#include "circuit/link_budget.h"
#include "device/library.h"
#include "rooms.h"

namespace tron::chip {

/// How far its own light moves a ring. The bank of activations gets a whole channel before it is split among
/// rows; on resonance a ring dissipates all of it but its extinction. A milliwatt there heats the guide as a
/// milliwatt of the ring's heater does.
struct SelfHeating {
  Power absorbed;  ///< of one channel, on resonance
  Length shift;    ///< that it makes
  Length limit;    ///< above which a ring of this line width has two states for one wavelength

  bool bistable() const { return shift > limit; }
  std::optional<Infeasible> why_not() const;
};

/// shift = FSR / P_FSR * absorbed; limit = 8 / (3 sqrt 3) half line widths, where a Lorentzian that is pulled
/// in proportion to what it absorbs becomes bistable (Almeida and Lipson, Opt. Lett. 29, 2387, 2004).
SelfHeating self_heating_of(const DeviceLibrary& library, const LinkBudget& budget);

}  // namespace tron::chip
