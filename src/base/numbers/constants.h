#pragma once

#include "rooms.h"

/// Physical constants, SI, CODATA 2018 (Tiesinga et al., Rev. Mod. Phys. 93, 025010, 2021). The first four
/// are exact.
namespace tron::base::constants {

inline constexpr double kElementaryCharge = 1.602176634e-19;  ///< C
inline constexpr double kBoltzmann = 1.380649e-23;            ///< J/K
inline constexpr double kSpeedOfLight = 299792458.0;          ///< m/s
inline constexpr double kPlanck = 6.62607015e-34;             ///< J s

}  // namespace tron::base::constants
