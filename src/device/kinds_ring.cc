#include "device/record.h"

namespace tron::device::detail {
namespace {

constexpr std::string_view kBogaerts = "Bogaerts et al., Laser Photonics Rev. 6, 47, 2012";

DeviceKind microring() {
  return {
      "microring",
      "Microring resonator: its resonance, moved against the light's wavelength, sets how much light passes.",
      {{"all-pass: T = (a^2 - 2 r a cos p + r^2) / (1 - 2 r a cos p + (r a)^2), p = 2 pi detuning / FSR",
        kBogaerts},
       {"add-drop: T_drop = (1 - r^2)^2 a / D, T_thru = (r^2 a^2 - 2 r^2 a cos p + r^2) / D, "
        "D = 1 - 2 r^2 a cos p + (r^2 a)^2",
        kBogaerts},
       {"Q = wavelength / FWHM,  FSR = wavelength^2 / (n_g L)", kBogaerts},
       {"resonance shift with temperature = (lambda / n_g) (dn_eff/dT + n_eff alpha)",
        "Padmaraju and Bergman, Nanophotonics 3, 269, 2014"}},
      {quantity_parameter<Length>("wavelength", "1550 nm", "1 um", "3 um", "of the first channel"),
       number_parameter("quality_factor", "8000", "100", "1000000", "loaded Q"),
       quantity_parameter<Length>("free_spectral_range", "18 nm", "1 nm", "100 nm",
                                  "distance between resonances of one ring"),
       quantity_parameter<Decibel>("extinction_ratio", "25 dB", "1 dB", "80 dB",
                                   "all-pass: transmission far from resonance over that at resonance"),
       number_parameter("round_trip_amplitude", "0.999", "0.5", "1", "a of the add-drop form"),
       quantity_parameter<Decibel>("through_loss", "0.02 dB", "0 dB", "10 dB",
                                   "of light that passes off resonance"),
       quantity_parameter<Decibel>("modulating_loss", "0.72 dB", "0 dB", "10 dB",
                                   "insertion loss where it encodes a value"),
       quantity_parameter<Length>("fabrication_sigma", "2.1 nm", "0 nm", "100 nm",
                                  "spread of the fabricated resonance before tuning"),
       quantity_parameter<LengthPerTemperature>("thermal_shift", "0.075 nm/K", "0 nm/K", "1 nm/K",
                                                "of the resonance"),
       quantity_parameter<Length>("pitch", "20 um", "1 um", "1 mm",
                                  "distance of neighbouring rings on the bus"),
       quantity_parameter<Area>("area", "0.0004 mm^2", "0 mm^2", "1 mm^2", "of one ring with its tuner")}};
}

DeviceKind eo_tuner() {
  return {"eo_tuner",
          "Electro-optic tuning of a microring: fast and short of range; encodes every value at run time.",
          {{"P = power per shift * shift", "Sunny et al., CrossLight, DAC 2021"},
           {"a new value: E = C V^2 / 2 besides", "textbook"}},
          {quantity_parameter<Time>("latency", "20 ns", "0 s", "1 ms", "until the resonance has settled"),
           quantity_parameter<PowerPerLength>("power_per_shift", "4 uW/nm", "0 uW/nm", "1 W/nm",
                                              "static, per shift of the resonance"),
           quantity_parameter<Capacitance>("capacitance", "10 fF", "0 F", "1 nF",
                                           "C of the electrodes, charged for every new value"),
           quantity_parameter<LengthPerVoltage>("shift_per_volt", "0.1 nm/V", "0.0001 nm/V", "10 nm/V",
                                                "V = shift / shift per volt"),
           quantity_parameter<Length>("range", "0.5 nm", "0.001 nm", "20 nm", "largest shift")}};
}

DeviceKind heater(std::string_view name, std::string_view what) {
  return {
      name,
      what,
      {{"P = power per FSR * shift / FSR / driver efficiency", "Sunny et al., CrossLight, DAC 2021"},
       {"dlambda_i = sum_j K_ij P_j;  TED: P = V diag(1/k) V^T dlambda, then a common offset so that P >= 0",
        "Milanizadeh et al., J. Lightwave Technol. 37(4), 2019"}},
      {quantity_parameter<Time>("latency", "4 us", "0 s", "1 s", "until the resonance has settled"),
       quantity_parameter<Power>("power_per_fsr", "27.5 mW", "0 W", "1 W",
                                 "of the heater, for a shift of one free spectral range"),
       number_parameter("driver_efficiency", "0.8", "0.05", "1", "of what supplies the heater")}};
}

}  // namespace

std::vector<DeviceKind> ring_kinds() {
  return {
      microring(), eo_tuner(),
      heater(
          "to_tuner",
          "Thermo-optic tuning of a microring by a heater: slow, reaches a whole FSR; corrects fabrication "
          "at boot."),
      heater("input_to_tuner",
             "The same of the rings that encode activations: what moves such a ring by a milliwatt of its "
             "heater is moved as far by a milliwatt of its own light.")};
}

}  // namespace tron::device::detail
