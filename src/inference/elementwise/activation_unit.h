#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

#include "chip/chip.h"
#include "inference/elementwise/elementwise.h"
#include "rooms.h"

namespace tron::inference {

/// GELU, SiLU or ReLU as the chip's unit computes it, over inputs of [-in_max[0], in_max[0]] and outputs of
/// [-out_max, out_max]; inputs outside are clamped.
///
/// `table`: 2^bits - 1 entries at even steps of the input, outputs rounded to `bits` (a look-up table between
/// ADC and DAC).
///
/// `soa`: a gate opens for the value, and the amplifier's gain saturates:
///   f(x) = x gate(x) G(p) / G0,  G = G0 exp(-(G - 1) p),  p = soa_input |x| / in_max
/// (Agrawal and Olsson, IEEE J. Quantum Electron. 25, 2297, 1989; p = input over saturation power). The gate
/// is a step for ReLU. For GELU it is the logistic function of 1.702 x (x times it is the sigmoid form of
/// GELU, Hendrycks and Gimpel, arXiv 1606.08415), which cross-gain modulation of SOAs approaches
/// (Mourgias-Alexandris et al., Opt. Express 27, 9620, 2019). For SiLU it is that of x, exactly. Noise of
/// `soa_noise` of full scale, normal and the same at every signal, then an ADC of `bits`. That a real device
/// has the wanted slope of the gate is an assumption of this project.
class ActivationUnit {
 public:
  ActivationUnit(const ActivationDesign& design, std::uint64_t seed) : design_(design), seed_(seed) {}
  void run(const ElementRange& range, Op op, float* x, std::size_t columns, std::uint32_t step,
           std::uint32_t row_id) const;

 private:
  using Curve = std::vector<float>;
  using Key = std::tuple<std::uint32_t, int, float, float>;

  /// The wanted function at even steps of the input: computed once a step.
  std::shared_ptr<const Curve> curve(const ElementRange& range, Op op, std::uint32_t step) const;
  double amplified(Op op, double x, double in_max) const;
  void look_up(const Curve& curve, const ElementRange& range, float* x, std::size_t columns) const;
  void amplify(const Curve& curve, const ElementRange& range, float* x, std::size_t columns,
               std::uint32_t step, std::uint32_t row_id) const;

  ActivationDesign design_;
  std::uint64_t seed_;
  mutable std::mutex mutex_;
  mutable std::map<Key, std::shared_ptr<const Curve>> curves_;
};

}  // namespace tron::inference
