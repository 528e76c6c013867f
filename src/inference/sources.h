#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "rooms.h"

namespace tron::inference {

/// What can make the photonic answer differ from ideal 8-bit arithmetic: the rows of the attribution.
enum class Source {
  weight_dac,
  activation_dac,
  crosstalk,
  fabrication,
  thermal_crosstalk,
  drift,
  shot,
  thermal,
  rin,
  adc,
  softmax_table,
  normalisation,
  residual,
  activation,
};
inline constexpr int kSourceCount = 14;
inline constexpr std::array<const char*, kSourceCount> kSourceNames = {"weight DAC",
                                                                       "activation DAC",
                                                                       "inter-channel crosstalk",
                                                                       "fabrication residue",
                                                                       "thermal crosstalk",
                                                                       "drift",
                                                                       "shot noise",
                                                                       "thermal noise",
                                                                       "RIN",
                                                                       "ADC",
                                                                       "softmax table",
                                                                       "normalisation",
                                                                       "residual adder",
                                                                       "activation function"};

/// A set of sources that act.
class Sources {
 public:
  static Sources all() { return Sources((1u << kSourceCount) - 1); }
  static Sources none() { return Sources(0); }
  static Sources only(Source s) { return Sources(bit(s)); }
  Sources without(Source s) const { return Sources(bits_ & ~bit(s)); }
  bool has(Source s) const { return (bits_ & bit(s)) != 0; }

 private:
  explicit Sources(std::uint32_t bits) : bits_(bits) {}
  static std::uint32_t bit(Source s) { return 1u << static_cast<int>(s); }
  std::uint32_t bits_ = 0;
};

}  // namespace tron::inference
