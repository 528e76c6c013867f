#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "circuit/noise.h"
#include "rooms.h"

namespace tron::circuit {

/// One loss on the way from laser to detector: "splitter", "off-resonance rings", ...
struct Loss {
  std::string name;
  Decibel each;
  double count = 1;
  Decibel total() const { return each * count; }
};

/// How the laser power is chosen. `sensitivity`: the group's rule, P_laser[dBm] - S[dBm] >= loss + 10
/// log10(N) (CrossLight eq. 7): every channel arrives with the detector's sensitivity. `enob`: the least
/// power with which a conversion of a full-scale row reaches the wanted ENOB. `levels`: the light of all
/// channels together arrives with the sensitivity, once for each of 2^level_bits levels
/// (Lightening-Transformer's code, HPCA 2024). `range`: the least power with which a conversion reaches the
/// wanted ENOB over its converter's range, which spans a few channels of the row (range_enob).
enum class LaserRule { sensitivity, enob, levels, range };

struct LinkInputs {
  std::vector<Loss>
      losses;  ///< path of one channel from laser to one row's detector, splitting among rows included
  int channels = 0;
  int rows = 0;  ///< rows fed by one laser set (their splitting loss stands in `losses`)
  Detector detector;
  DecibelPerHertz rin;
  Frequency symbol_rate;
  LaserRule rule = LaserRule::sensitivity;
  double wanted_enob = 0;           ///< for LaserRule::enob and ::range
  double range_channels = 0;        ///< for LaserRule::range: channels that the converter's full scale spans
  double rin_common = 1;            ///< for LaserRule::range: as of balanced_noise
  int level_bits = 0;               ///< for LaserRule::levels
  double wall_plug_efficiency = 1;  ///< 1 where an assumption set leaves it out
  Power waveguide_limit;            ///< total power at which the guide turns nonlinear; 0 = not checked
};

struct LinkBudget {
  Decibel loss;                ///< of one channel, laser to detector
  Power laser_per_channel;     ///< optical, at the laser
  Power laser_total;           ///< optical, all channels
  Power laser_electrical;      ///< from the wall
  Power detector_per_channel;  ///< at a row's detector when every ring transmits fully
  Power detector_total;        ///< all channels
  double enob = 0;             ///< usable bits of a full-scale conversion (Al-Qadasi eq. 8)
  double snr_db = 0;           ///< of the same
  std::vector<Loss> losses;
};

/// Power at a row's detector, all channels, that the rule asks for; needs no losses. Infeasible (with the
/// missing bits) where no power reaches the wanted ENOB.
Feasible<Power> wanted_at_detector(const LinkInputs& inputs);

/// Infeasible (with the missing dB or bits) where no power reaches the wanted ENOB or the waveguide limit is
/// passed.
Feasible<LinkBudget> close_link(const LinkInputs& inputs);

}  // namespace tron::circuit
