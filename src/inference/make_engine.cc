#include "inference/make_engine.h"

#include <stdexcept>

#include "inference/moments/moments_engine.h"
#include "inference/oracle/device_engine.h"
#include "inference/photonic/photonic_engine.h"
#include "inference/reference/digital_engine.h"
#include "inference/reference/quantized_engine.h"

namespace tron::inference {

std::unique_ptr<ProductEngine> make_engine(Fidelity fidelity, const Chip& chip, Sources sources,
                                           std::uint64_t seed) {
  switch (fidelity) {
    case Fidelity::digital:
      return digital_engine();
    case Fidelity::quantized:
      return quantized_engine(chip);
    case Fidelity::photonic:
      return photonic_engine(chip, sources, seed);
    case Fidelity::moments:
      return moments_engine(chip, sources, seed);
    case Fidelity::device:
      return device_engine(chip, sources, seed);
  }
  throw std::logic_error("make_engine: unknown fidelity");
}

}  // namespace tron::inference
