#include "device/record.h"

namespace tron::device::detail {
namespace {

constexpr std::string_view kAgrawal = "Agrawal, Fiber-Optic Communication Systems, 4th ed., 2010, ch. 4";

DeviceKind laser() {
  return {"laser",
          "The comb or bank of lasers that lights the wavelengths of a waveguide.",
          {{"P_electrical = P_optical / wall-plug efficiency", "definition"},
           {"var(I) = (R P)^2 RIN B", kAgrawal}},
          {quantity_parameter<DecibelPerHertz>("rin", "-140 dB/Hz", "-200 dB/Hz", "-80 dB/Hz",
                                               "relative intensity noise, one-sided"),
           number_parameter("wall_plug_efficiency", "0.2", "0.001", "1",
                            "optical power out over electrical power in"),
           quantity_parameter<Area>("area", "0.1 mm^2", "0 mm^2", "100 mm^2", "of one laser")}};
}

DeviceKind vcsel() {
  return {"vcsel",
          "Vertical-cavity surface-emitting laser: turns an electric value back into light.",
          {{"E = P t_latency, an emitted symbol", "definition"}},
          {quantity_parameter<Time>("latency", "0.07 ns", "0 s", "1 us", "from current to light"),
           quantity_parameter<Power>("power", "1.3 mW", "0 W", "1 W", "electrical, while it emits"),
           quantity_parameter<Area>("area", "0.001 mm^2", "0 mm^2", "1 mm^2", "of one VCSEL")}};
}

DeviceKind waveguide() {
  return {"waveguide",
          "Silicon waveguide with its splitters, combiners and couplers.",
          {{"loss[dB] = loss per length * length", "definition"},
           {"delay = n_g L / c", "Bogaerts et al., Laser Photonics Rev. 6, 47, 2012"}},
          {quantity_parameter<DecibelPerLength>("loss", "1 dB/cm", "0 dB/cm", "100 dB/cm", "propagation"),
           quantity_parameter<DecibelPerLength>("eo_loss", "6 dB/cm", "0 dB/cm", "100 dB/cm",
                                                "along an electro-optically tuned section"),
           quantity_parameter<DecibelPerLength>("to_loss", "1 dB/cm", "0 dB/cm", "100 dB/cm",
                                                "along a heated section"),
           quantity_parameter<Decibel>("splitter_loss", "0.13 dB", "0 dB", "10 dB", "excess, a 1x2 splitter"),
           quantity_parameter<Decibel>("combiner_loss", "0.9 dB", "0 dB", "10 dB", "excess, a 2x1 combiner"),
           quantity_parameter<Decibel>("coupling_loss", "0.6 dB", "0 dB", "20 dB", "laser to chip"),
           number_parameter("group_index", "4.2", "1", "6", "n_g"),
           quantity_parameter<Power>("nonlinear_limit", "30 mW", "0 W", "10 W",
                                     "total power above which the guide turns nonlinear")}};
}

DeviceKind photodetector() {
  return {"photodetector",
          "Germanium photodetector; two of them, subtracted, make a balanced one.",
          {{"I = R P + I_dark", kAgrawal},
           {"shot noise: var(I) = 2 q (R P + I_dark) B; the two of a balanced detector add", kAgrawal}},
          {quantity_parameter<Responsivity>("responsivity", "1.2 A/W", "0.01 A/W", "10 A/W", "R"),
           quantity_parameter<Current>("dark_current", "35 nA", "0 A", "1 mA", "I_dark"),
           quantity_parameter<PowerDbm>("sensitivity", "-25 dBm", "-60 dBm", "20 dBm",
                                        "least power that is still detected, for the group's laser rule"),
           quantity_parameter<Time>("latency", "5.8 ps", "0 s", "1 us", "from light to current"),
           quantity_parameter<Power>("power", "2.8 mW", "0 W", "1 W", "of its bias and readout"),
           quantity_parameter<Area>("area", "0.0004 mm^2", "0 mm^2", "1 mm^2", "of one detector")}};
}

DeviceKind soa() {
  return {
      "soa",
      "Semiconductor optical amplifier: its saturating gain is the optical activation function.",
      {{"G = G0 exp(-(G - 1) P_in / P_sat)", "Agrawal and Olsson, IEEE J. Quantum Electron. 25, 2297, 1989"},
       {"P_ase = n_sp h nu (G - 1) B a polarisation, n_sp = NF / 2",
        "Agrawal, Fiber-Optic Communication Systems, 4th ed., 2010, ch. 7"}},
      {quantity_parameter<Decibel>("gain", "10 dB", "0 dB", "40 dB", "G0, at small signals"),
       quantity_parameter<Power>("saturation_power", "5 mW", "1 uW", "1 W", "P_sat, at the output"),
       quantity_parameter<Decibel>("noise_figure", "7 dB", "3 dB", "20 dB", "NF"),
       quantity_parameter<Time>("latency", "0.3 ns", "0 s", "1 us", "from light to light"),
       quantity_parameter<Power>("power", "2.2 mW", "0 W", "1 W", "electrical, while it amplifies"),
       quantity_parameter<Area>("area", "0.01 mm^2", "0 mm^2", "10 mm^2", "of one amplifier")}};
}

}  // namespace

std::vector<DeviceKind> light_kinds() {
  return {laser(), vcsel(), waveguide(), photodetector(), soa()};
}

}  // namespace tron::device::detail
