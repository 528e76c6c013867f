#pragma once

#include <vector>

#include "circuit/bank.h"
#include "rooms.h"

namespace tron::circuit {

/// Power transmission of a bank for light of any wavelength.
struct SpectrumPoint {
  double wavelength_m = 0;
  double plus = 0, minus = 0;  ///< as Response: the two arms, or the drop and the through port
};

/// `points` wavelengths, evenly from `from` to `to`, both ends included. At a channel's wavelength it is
/// Bank::respond.
std::vector<SpectrumPoint> spectrum(const Bank& bank, const Drive& drive, const RingShifts& shifts,
                                    Length from, Length to, int points);

}  // namespace tron::circuit
