#pragma once

#include "rooms.h"

namespace tron::base {

/// The project's version, with the commit it was built from where git knew it: "0.1.0 (1a2b3c4)".
const char* version();

}  // namespace tron::base
