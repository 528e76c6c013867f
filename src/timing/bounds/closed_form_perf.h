#pragma once

#include "rooms.h"

namespace tron::timing {

/// Part of timing_perf: closed_form.perf.cc.
void time_closed_form();

}  // namespace tron::timing
