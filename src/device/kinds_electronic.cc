#include "device/record.h"

namespace tron::device::detail {
namespace {

std::vector<ParameterRecord> part_parameters(std::string_view latency, std::string_view power) {
  return {quantity_parameter<Time>("latency", latency, "0 s", "1 us", "of one operation"),
          quantity_parameter<Power>("power", power, "0 W", "10 W", "while it works"),
          quantity_parameter<Area>("area", "0.001 mm^2", "0 mm^2", "10 mm^2", "of one unit")};
}

DeviceKind tia() {
  return {
      "tia",
      "Receiver behind a photodetector: a load, a transimpedance amplifier, or an integrator that is reset "
      "every symbol.",
      {{"load: var(I) = 4 k T B / R_load", "Johnson, Phys. Rev. 32, 97, 1928; Nyquist, 110"},
       {"amplifier: var(I) = i_n^2 B, its feedback resistor counted in i_n",
        "Saeckinger, Broadband Circuits "
        "for Optical Fiber Communication, 2005, ch. 5"},
       {"one pole: tau = 1 / (4 B); settled to half a step of b bits after (b + 1) ln 2 tau", "textbook"},
       {"integrator: B = 1 / (2 T_int); reset noise var(I) = k T C / T_int^2", "textbook"}},
      {quantity_parameter<Resistance>("load", "50 ohm", "1 ohm", "1 Mohm",
                                      "R_load, of a receiver without noise_current"),
       quantity_parameter<Temperature>("temperature", "300 K", "1 K", "500 K", "T"),
       quantity_parameter<CurrentNoise>("noise_current", "2 pA/sqrt(Hz)", "0 A/sqrt(Hz)", "1 uA/sqrt(Hz)",
                                        "i_n, input-referred; 0: that of the load"),
       whole_parameter("amplifiers", "2", "1", "2",
                       "of a balanced pair: 2, one an arm; 1, behind both photodiodes in series"),
       quantity_parameter<Frequency>("bandwidth", "1 GHz", "0 Hz", "1 THz",
                                     "B, of its noise; 0: symbol rate / sqrt(2), and no time to settle"),
       quantity_parameter<Time>("integration", "1 ns", "0 s", "1 us", "T_int of an integrator; 0: none"),
       quantity_parameter<Capacitance>("capacitance", "50 fF", "0 F", "1 nF", "C of an integrator"),
       quantity_parameter<Time>("latency", "0.15 ns", "0 s", "1 us", "from current to voltage"),
       quantity_parameter<Power>("power", "7.2 mW", "0 W", "1 W", "while it works"),
       quantity_parameter<Energy>("power_per_bandwidth", "1.6 pJ", "0 J", "1 nJ",
                                  "W/Hz besides, of the stated bandwidth or the integrator's"),
       quantity_parameter<Area>("area", "0.001 mm^2", "0 mm^2", "1 mm^2", "of one amplifier")}};
}

std::vector<ParameterRecord> converter_parameters(std::string_view rate, std::string_view latency,
                                                  std::string_view power) {
  return {whole_parameter("bits", "8", "1", "16", "resolution, sign included"),
          quantity_parameter<Frequency>("rate", rate, "1 kHz", "1 THz", "highest conversion rate"),
          quantity_parameter<Time>("latency", latency, "0 s", "1 us", "of one conversion"),
          quantity_parameter<Power>("power", power, "0 W", "10 W", "at that rate and resolution"),
          quantity_parameter<Area>("area", "0.01 mm^2", "0 mm^2", "10 mm^2", "of one converter")};
}

constexpr std::string_view kLightening = "Zhu et al., Lightening-Transformer, HPCA 2024, code";

DeviceKind dac() {
  return {"dac",
          "Digital-to-analogue converter that drives rings and VCSELs.",
          {{"P = P_ref (f / f_ref) (2^b / b) / (2^b_ref / b_ref)", kLightening},
           {"SNR = 6.02 b + 1.76 dB, ideal", "Bennett, Bell Syst. Tech. J. 27, 446, 1948"}},
          converter_parameters("3.4 GS/s", "0.29 ns", "3 mW")};
}

DeviceKind adc() {
  return {"adc",
          "Analogue-to-digital converter behind a balanced detector.",
          {{"successive approximation: P = P_ref (f / f_ref) (b / b_ref)", kLightening},
           {"flash: P = P_ref (f / f_ref) (2^b - 1) / (2^b_ref - 1)", kLightening},
           {"SNR = 6.02 b + 1.76 dB, ideal", "Bennett, Bell Syst. Tech. J. 27, 446, 1948"}},
          converter_parameters("1.2 GS/s", "0.82 ns", "3.1 mW")};
}

/// Logic whose power goes into its operations.
DeviceKind logic(std::string_view name, std::string_view what, std::string_view energy,
                 std::string_view latency) {
  return {name,
          what,
          {{"E of an operation; leakage besides", "definition"}},
          {quantity_parameter<Energy>("energy", energy, "0 J", "1 uJ", "of one operation"),
           quantity_parameter<Time>("latency", latency, "0 s", "1 us", "of one operation"),
           quantity_parameter<Power>("power", "0 W", "0 W", "1 W", "leakage and clock, idle or not"),
           quantity_parameter<Area>("area", "0.0001 mm^2", "0 mm^2", "10 mm^2", "of one unit")}};
}

}  // namespace

std::vector<DeviceKind> electronic_kinds() {
  const Equation energy{"E = P t_latency, an operation", "definition"};
  return {
      tia(),
      {"ring_control",
       "What holds one ring on its channel: monitor, locking loop, heater DAC.",
       {{"P while the chip is on", "definition"}},
       {quantity_parameter<Power>("power", "20 uW", "0 W", "1 W", "of one ring"),
        quantity_parameter<Area>("area", "0.0001 mm^2", "0 mm^2", "1 mm^2", "of one ring")}},
      dac(),
      adc(),
      {"lookup_table",
       "Look-up table of a function (exp, ln, GELU) in the control unit.",
       {energy},
       part_parameters("222.5 ps", "4.21 mW")},
      {"comparator", "Running maximum of the softmax.", {energy}, part_parameters("623.7 ps", "0.055 mW")},
      {"subtractor", "Subtractor of the softmax.", {energy}, part_parameters("719.95 ps", "0.0028 mW")},
      logic("adder", "Integer adder that accumulates partial sums.", "0.1 pJ", "0.2 ns"),
      logic("mac", "Digital multiplier with its accumulator and operand registers.", "0.33 pJ", "1 ns"),
      logic("divider", "Divider and square root of a digital normalisation.", "1 pJ", "5 ns")};
}

}  // namespace tron::device::detail
