#pragma once

#include "rooms.h"
#include "tron/control.h"

namespace tron::cli {

/// Ctrl-C: install once; then interrupt_token() is cancelled by the first SIGINT or SIGTERM, and a second one
/// ends the program.
void install_interrupt();
CancelToken interrupt_token();

void clear_interrupt();  ///< forgets it again: for tests

}  // namespace tron::cli
