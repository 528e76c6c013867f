#pragma once

#include <memory>

#include "chip/chip.h"
#include "circuit/fabrication/chip_instance.h"
#include "inference/engine.h"
#include "inference/sources.h"
#include "rooms.h"

namespace tron::inference {

/// See make_engine.h.
std::unique_ptr<ProductEngine> photonic_engine(const Chip& chip, Sources sources, std::uint64_t seed,
                                               const ChipInstance* chip_instance = nullptr);

}  // namespace tron::inference
