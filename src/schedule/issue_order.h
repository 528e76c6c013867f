#pragma once

#include <vector>

#include "chip/machine.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::schedule {

/// The order in which a chip takes up a program's steps: groups one after another, the steps of a group side
/// by side. What an attention layer's input feeds (query, value, and in the classic order key) forms one
/// group where the machine has a pool for each; every other step is a group of its own.
std::vector<std::vector<int>> issue_order(const Program& program, const Machine& machine);

}  // namespace tron::schedule
