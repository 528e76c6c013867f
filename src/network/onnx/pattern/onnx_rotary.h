#pragma once

#include <cstddef>
#include <vector>

#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// Angles in rad by which one pair of columns is turned at positions 0, 1, 2, ...; each modulo 2 pi.
using RotaryAngles = std::vector<double>;

/// The frequency of every pair: angle = position * frequency. Where all follow base^(-2 i / dims) for a whole
/// base they are exactly that; else as precise as the longest angle. Empty if a pair never turns.
std::vector<double> solve_rotary(const std::vector<RotaryAngles>& pairs);

/// Turns one head's row at a position, as `rotary` says.
void turn_row(const Rotary& rotary, std::size_t position, std::vector<double>& row);

}  // namespace tron::network
