#pragma once

#include <cstdint>
#include <memory>

#include "chip/chip.h"
#include "inference/engine.h"
#include "inference/sources.h"
#include "rooms.h"

namespace tron::inference {

/// The engine of a fidelity; `sources` and `seed` matter to photonic, moments and device. Keeps a reference
/// to the chip.
///   digital    fp32
///   quantized  operands at the chip's bits, everything else exact
///   photonic   operands as light sees them, noise and conversion of every partial sum
///   moments    the same operands, one draw an output with the mean and variance of photonic's conversions
///   device     every wavelength through every ring in scalar double precision, noise of every device by
///   itself: the oracle
std::unique_ptr<ProductEngine> make_engine(Fidelity fidelity, const Chip& chip, Sources sources,
                                           std::uint64_t seed);

}  // namespace tron::inference
