#pragma once

#include "rooms.h"

namespace tron::inference {

/// The constants of one residual addition (coherent_residual.h): both drivers, the fields and the converter.
struct ResidualTerms {
  float scale = 0;                                    ///< value of a full field
  float drive_top = 0, to_drive = 0, drive_step = 0;  ///< highest drive code, codes a value, a code's value
  float half = 0;                                     ///< half a field a value
  float low = 0, top = 0;                             ///< least current that is read, highest code
  float to_code = 0, to_current = 0;                  ///< codes a current, a code's current
};

}  // namespace tron::inference
