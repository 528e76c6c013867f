#pragma once

#include <cstdint>
#include <memory>

#include "chip/chip.h"
#include "circuit/fabrication/chip_instance.h"
#include "inference/backend.h"
#include "inference/elementwise/elementwise.h"
#include "inference/engine.h"
#include "inference/ranges.h"
#include "inference/sources.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// The engine of a fidelity; `sources`, `seed` and `chip_instance` matter to photonic, moments and device.
/// Keeps a reference to the chip.
///   digital    fp32
///   quantized  operands at the chip's bits, everything else exact
///   photonic   operands as light sees them, noise and conversion of every partial sum
///   moments    the same operands, one draw an output with the mean and variance of photonic's conversions
///   device     every wavelength through every ring in scalar double precision, noise of every device by
///   itself: the oracle
std::unique_ptr<ProductEngine> make_engine(Fidelity fidelity, const Chip& chip, Sources sources,
                                           std::uint64_t seed, const ChipInstance* chip_instance = nullptr);

struct BackendOptions {
  Sources sources = Sources::all();             ///< that act; digital and quantized know none
  std::uint64_t seed = 1;                       ///< of the noise
  const ChipInstance* chip_instance = nullptr;  ///< fabricated chip; nullptr: the description's nominal one
  int threads = 1;                              ///< that prepare the fixed operands; 0: all of the machine
};

/// The program on this processor at one fidelity. Keeps references to the program and the chip. `ranges`: the
/// scales that calibration found; digital takes none. InputError for a network that inference cannot run
/// (inference/executor/supported.h).
std::unique_ptr<Backend> make_backend(Fidelity fidelity, const Program& program, const Chip& chip,
                                      const Ranges& ranges, const BackendOptions& options = {});

/// The same with an engine and element-wise operations of the caller's own.
std::unique_ptr<Backend> make_backend(std::unique_ptr<ProductEngine> engine,
                                      std::unique_ptr<ElementwiseOps> ops, const Program& program,
                                      const Chip& chip, const Ranges& ranges, int threads = 1);

}  // namespace tron::inference
