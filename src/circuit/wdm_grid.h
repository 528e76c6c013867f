#pragma once

#include "base/text/quantity.h"
#include "rooms.h"

namespace tron::circuit {

/// Equally spaced WDM channels, wavelength i = first + i * spacing.
struct WdmGrid {
  int channels = 0;
  Length first;
  Length spacing;
  double wavelength_m(int i) const { return first.si + i * spacing.si; }
};

}  // namespace tron::circuit
