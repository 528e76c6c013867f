#pragma once

#include <cstdint>
#include <vector>

#include "inference/engine.h"
#include "network/graph.h"
#include "rooms.h"

namespace tron::inference {

/// What running a network takes at its peak, from its shapes alone.
struct MemoryNeed {
  double weights = 0;   ///< bytes of all tensors as fp32
  double operands = 0;  ///< of the stationary operands made ready
  double total() const { return weights + operands; }
};

/// Every tensor once; every fixed operand once a fidelity, however often layers share it:
///   quantized, photonic, moments  5 bytes an element (fp32 difference, int8 total)
///   device                        16 (two doubles)
/// Calibration keeps no weights.
MemoryNeed memory_need(const Graph& shapes, const std::vector<Fidelity>& fidelities);

/// InputError where that is more than `available` bytes, saying what it is made of: a program that swaps
/// helps nobody.
void require_memory(const Graph& shapes, const std::vector<Fidelity>& fidelities, std::uint64_t available);

}  // namespace tron::inference
