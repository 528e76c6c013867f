#pragma once

#include <span>

#include "inference/executor/executor.h"
#include "rooms.h"

namespace tron::inference {

/// Finds the scales of a network on a chip from a few samples, in two passes (docs/methods/calibration.md):
/// the exact network for the operands of every product head and for the element-wise steps; then ideal
/// operands of the chip's bits for the partial sums that the ADCs see. The result depends on neither the
/// threads nor a kernel's instruction set. InputError if there are no samples.
Ranges calibrate(const Program& program, const Chip& chip, std::span<const Sample> samples, int threads = 1);

}  // namespace tron::inference
