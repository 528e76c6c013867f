#pragma once

#include "base/text/quantity.h"
#include "rooms.h"

namespace tron::circuit {

/// What heaters have to do on average for rings whose resonances spread normally around where they were
/// drawn.
struct HeaterLaw {
  Length mean_shift;  ///< to the red, of a ring
  Length blue_bias;   ///< how far to the blue of its channel a ring is drawn so that this is least
};

/// `fixed`: design_bias() and mean_fixed_shift() of bank_tuning.h.
HeaterLaw fixed_heater_law(Length sigma, Length fsr);

/// How resonances spread: `sigma` in all, of which the rings of one bank share everything but `local`.
struct ResonanceSpread {
  Length sigma, local;  ///< local is at most sigma
};

/// `cyclic`: no closed form is known. Mean of tune_bank over 256 banks of `channels` rings, the same
/// banks on every machine, at the bias within one spacing for which it is least (to a tenth of it); its
/// standard error is about 1 %. What a bank's rings share costs little here, since a whole bank turns.
HeaterLaw cyclic_heater_law(const ResonanceSpread& spread, Length fsr, Length spacing, int channels);

}  // namespace tron::circuit
