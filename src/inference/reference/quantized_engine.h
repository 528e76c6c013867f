#pragma once

#include <memory>

#include "chip/chip.h"
#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// See make_engine.h. Exact integer sums for operands of up to 9 bits.
std::unique_ptr<ProductEngine> quantized_engine(const Chip& chip);

}  // namespace tron::inference
