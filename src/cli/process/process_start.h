#pragma once

#include "rooms.h"

namespace tron::cli {

/// What must hold before the program's libraries start up: main.cc has the loader call this first of all.
/// Threads share what address space there is. Memory that runs out where nobody can catch it, as while
/// libraries start, is said and ends with exit code 1.
void prepare_process();

}  // namespace tron::cli
