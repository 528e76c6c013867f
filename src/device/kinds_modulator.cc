#include "device/record.h"

/// Devices of organisations other than banks of tuned rings: what encodes, steers or multiplexes light
/// there.
namespace tron::device::detail {
namespace {

DeviceKind modulator(std::string_view name, std::string_view what, std::string_view energy,
                     std::string_view power, std::string_view loss, std::string_view area) {
  return {
      name,
      what,
      {{"E of an encoded value = energy per bit * bits; static power besides",
        "Zhu et al., Lightening-Transformer, HPCA 2024, code"}},
      {quantity_parameter<Energy>("energy_per_bit", energy, "0 J", "1 nJ", "of a value encoded, each bit"),
       quantity_parameter<Power>("power", power, "0 W", "1 W", "static, while it works"),
       quantity_parameter<Time>("latency", "0.1 ns", "0 s", "1 ms", "until the light follows"),
       quantity_parameter<Decibel>("insertion_loss", loss, "0 dB", "20 dB", "of light it modulates"),
       quantity_parameter<Area>("area", area, "0 mm^2", "10 mm^2", "of one modulator")}};
}

DeviceKind passive(std::string_view name, std::string_view what, std::string_view power,
                   std::string_view loss, std::string_view area) {
  return {name,
          what,
          {{"static power while it works", "definition"}},
          {quantity_parameter<Power>("power", power, "0 W", "1 W", "static, while it works"),
           quantity_parameter<Decibel>("insertion_loss", loss, "0 dB", "20 dB", "of light that passes"),
           quantity_parameter<Area>("area", area, "0 mm^2", "10 mm^2", "of one device")}};
}

}  // namespace

std::vector<DeviceKind> modulator_kinds() {
  return {modulator("ring_modulator", "Microring that is driven fast around one bias: encodes every symbol.",
                    "42 fJ", "1.2 mW", "0.95 dB", "0.0001 mm^2"),
          modulator("mzi_modulator", "Mach-Zehnder modulator: encodes amplitude, sign included.", "450 fJ",
                    "0 W", "1.2 dB", "0.005 mm^2"),
          modulator("mzi", "Mach-Zehnder interferometer of a mesh: its phases hold a weight.", "450 fJ",
                    "0 W", "0.99 dB", "0.02 mm^2"),
          passive("phase_shifter", "Phase shifter of a coherent path.", "0 W", "0.33 dB", "0.0045 mm^2"),
          passive("coupler", "Directional coupler of a coherent path.", "0 W", "0.33 dB", "1e-5 mm^2"),
          passive("splitter", "1x2 branch of a waveguide.", "0 W", "0.1 dB", "2e-6 mm^2"),
          passive("wavelength_router", "Ring that puts one wavelength on a bus or takes it off.", "0.275 mW",
                  "0.93 dB", "2e-5 mm^2"),
          passive("micro_comb", "Microresonator comb: makes all wavelengths from one pump laser.", "0 W",
                  "0 dB", "1.4 mm^2")};
}

}  // namespace tron::device::detail
