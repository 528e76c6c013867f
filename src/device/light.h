#pragma once

#include "base/numbers/decibel.h"
#include "base/text/quantity.h"
#include "rooms.h"

namespace tron::device {

/// The lasers behind a waveguide.
struct Laser {
  DecibelPerHertz rin;
  double wall_plug_efficiency = 1;
  Area area;
  Power electrical(Power optical) const { return optical / wall_plug_efficiency; }
  /// Standard deviation of the light's power over its mean in a bandwidth: sqrt(RIN B).
  double relative_noise(Frequency bandwidth) const;
};

struct Vcsel {
  Time latency;
  Power power;
  Area area;
  Energy energy() const { return power * latency; }  ///< of one symbol
};

struct Waveguide {
  DecibelPerLength loss, eo_loss, to_loss;
  Decibel splitter_loss, combiner_loss, coupling_loss;
  double group_index = 0;
  Power nonlinear_limit;
  Decibel propagation_loss(Length length) const { return loss * length; }
  Time delay(Length length) const;  ///< n_g L / c
};

/// Excess and division loss of splitting light evenly into `ways` by a tree of 1x2 splitters: 10 log10(ways)
/// plus one splitter's excess loss a level.
Decibel split_loss(int ways, Decibel splitter_loss);

struct Photodetector {
  Responsivity responsivity;
  Current dark_current;
  PowerDbm sensitivity;
  Time latency;
  Power power;
  Area area;
  Current photocurrent(Power light) const { return responsivity * light; }
  /// 2 q (I + I_dark), A^2/Hz (Agrawal, Fiber-Optic Communication Systems, 4th ed., ch. 4).
  double shot_a2_per_hz(Current photocurrent) const;
};

/// Semiconductor optical amplifier with a gain that saturates: G = G0 exp(-(G - 1) P_in / P_sat) (Agrawal and
/// Olsson, IEEE J. Quantum Electron. 25, 2297, 1989).
struct Soa {
  Decibel gain;
  Power saturation_power;
  Decibel noise_figure;
  Time latency;
  Power power;
  Area area;
  double gain_at(Power input) const;  ///< a ratio, from G0 at no light down to 1
  /// Spontaneous emission in one polarisation, (NF / 2) h nu (G - 1) B.
  Power spontaneous_emission(Power input, Length wavelength, Frequency bandwidth) const;
  Energy energy() const { return power * latency; }
};

}  // namespace tron::device
