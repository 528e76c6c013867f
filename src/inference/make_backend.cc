#include "inference/make_backend.h"

#include <stdexcept>

#include "inference/executor/executor.h"
#include "inference/moments/moments_engine.h"
#include "inference/oracle/device_engine.h"
#include "inference/photonic/photonic_engine.h"
#include "inference/reference/digital_engine.h"
#include "inference/reference/quantized_engine.h"

namespace tron::inference {
namespace {

/// An executor with the engine and the operations that it refers to.
class EngineBackend : public Backend {
 public:
  EngineBackend(std::unique_ptr<ProductEngine> engine, std::unique_ptr<ElementwiseOps> ops,
                const Program& program, const Chip& chip, const Ranges& ranges, int threads)
      : engine_(std::move(engine)),
        ops_(std::move(ops)),
        executor_(program, chip, *engine_, *ops_, ranges, threads) {}

  BatchValue run(const Pass& pass, Counters& counters, const Observer& observer) const override {
    return executor_.run(pass, counters, observer);
  }
  std::unique_ptr<DecodeState> new_state() const override { return executor_.new_state(); }

 private:
  std::unique_ptr<ProductEngine> engine_;
  std::unique_ptr<ElementwiseOps> ops_;
  Executor executor_;
};

}  // namespace

std::unique_ptr<ProductEngine> make_engine(Fidelity fidelity, const Chip& chip, Sources sources,
                                           std::uint64_t seed, const ChipInstance* chip_instance) {
  switch (fidelity) {
    case Fidelity::digital:
      return digital_engine();
    case Fidelity::quantized:
      return quantized_engine(chip);
    case Fidelity::photonic:
      return photonic_engine(chip, sources, seed, chip_instance);
    case Fidelity::moments:
      if (chip_instance != nullptr) throw std::logic_error("moments runs the nominal chip alone");
      return moments_engine(chip, sources, seed);
    case Fidelity::device:
      return device_engine(chip, sources, seed, chip_instance);
  }
  throw std::logic_error("make_engine: unknown fidelity");
}

std::unique_ptr<Backend> make_backend(std::unique_ptr<ProductEngine> engine,
                                      std::unique_ptr<ElementwiseOps> ops, const Program& program,
                                      const Chip& chip, const Ranges& ranges, int threads) {
  return std::make_unique<EngineBackend>(std::move(engine), std::move(ops), program, chip, ranges, threads);
}

std::unique_ptr<Backend> make_backend(Fidelity fidelity, const Program& program, const Chip& chip,
                                      const Ranges& ranges, const BackendOptions& options) {
  const bool exact = fidelity == Fidelity::digital || fidelity == Fidelity::quantized;
  return make_backend(make_engine(fidelity, chip, options.sources, options.seed, options.chip_instance),
                      exact ? exact_ops() : chip_ops(chip, options.sources, options.seed), program, chip,
                      fidelity == Fidelity::digital ? Ranges{} : ranges, options.threads);
}

}  // namespace tron::inference
