#pragma once

#include "base/numbers/decibel.h"
#include "base/text/quantity.h"
#include "rooms.h"

namespace tron::device {

/// A reference part: resolution, conversion rate, and the power it takes there.
struct Converter {
  int bits = 0;
  Frequency rate;
  Time latency;
  Power power;
  Area area;
  Energy energy() const { return {power.si / rate.si}; }  ///< of one conversion at the full rate
};

/// Signal-to-noise ratio of an ideal converter for a full-scale sine: 6.02 b + 1.76 dB (Bennett, Bell Syst.
/// Tech. J. 27, 446, 1948).
Decibel ideal_snr(int bits);

/// Bits of an ideal converter with this signal-to-noise ratio.
double effective_bits(Decibel snr);

}  // namespace tron::device
