#include "device/cost.h"

#include <algorithm>
#include <stdexcept>

#include "device/adc.h"
#include "device/dac.h"

namespace tron {
namespace {

using Law = DeviceCost (*)(const DeviceLibrary&, std::string_view kind, const Operation&);

Energy power_for(Power power, Time time) {
  return power * time;
}

/// The record's parameter, or nothing where the kind has none of that name.
double optional_value(const DeviceLibrary& library, std::string_view kind, std::string_view name) {
  return library.has(kind, name) ? library.value(kind, name) : 0;
}

DeviceCost converter(const Converter& part, Power at_full_rate, const Operation& op) {
  const Energy event = at_full_rate * (1 / part.rate);
  const Power power = op.symbol.si > 0 ? event / op.symbol : at_full_rate;
  return {event, power, part.area, part.latency, std::max(part.latency, 1 / part.rate)};
}

DeviceCost dac(const DeviceLibrary& library, std::string_view, const Operation& op) {
  const Converter part = library.dac();
  return converter(part, lightening_dac_power(part, part.rate, op.bits), op);
}

DeviceCost adc(const DeviceLibrary& library, std::string_view, const Operation& op) {
  const Converter part = library.adc();
  return converter(part, sar_adc_power(part, part.rate, op.bits), op);
}

DeviceCost while_on(const DeviceLibrary& library, std::string_view kind, const Operation& op) {
  const Power power{library.value(kind, "power")};
  const Time latency{optional_value(library, kind, "latency")};
  return {power_for(power, op.symbol), power, {library.value(kind, "area")}, latency, latency};
}

DeviceCost modulator(const DeviceLibrary& library, std::string_view kind, const Operation& op) {
  const Time latency{library.value(kind, "latency")};
  return {Energy{library.value(kind, "energy_per_bit")} * op.bits,
          {library.value(kind, "power")},
          {library.value(kind, "area")},
          latency,
          latency};
}

DeviceCost eo_tuner(const DeviceLibrary& library, std::string_view, const Operation& op) {
  const EoTuner tuner = library.eo_tuner();
  const Power power = tuner.power(op.shift);
  return {power_for(power, op.symbol), power, {}, tuner.latency, tuner.latency};
}

DeviceCost to_tuner(const DeviceLibrary& library, std::string_view, const Operation& op) {
  const ToTuner tuner = library.to_tuner();
  const Power power = tuner.power(op.shift, {library.value("microring", "free_spectral_range")});
  return {power_for(power, op.symbol), power, {}, tuner.latency, tuner.latency};
}

DeviceCost area_alone(const DeviceLibrary& library, std::string_view kind, const Operation&) {
  return {{}, {}, {library.value(kind, "area")}, {}, {}};
}

DeviceCost table(const DeviceLibrary& library, std::string_view kind, const Operation&) {
  const ElectronicPart part = library.part(kind);
  return {part.energy(), part.power, part.area, part.latency, part.latency};
}

DeviceCost logic(const DeviceLibrary& library, std::string_view kind, const Operation&) {
  const Logic part = library.logic(kind);
  return {part.energy, part.power, part.area, part.latency, part.latency};
}

struct Entry {
  std::string_view kind;
  Law law;
};

constexpr Entry kLaws[] = {{"dac", dac},
                           {"adc", adc},
                           {"laser", area_alone},
                           {"vcsel", while_on},
                           {"photodetector", while_on},
                           {"tia", while_on},
                           {"soa", while_on},
                           {"microring", area_alone},
                           {"eo_tuner", eo_tuner},
                           {"to_tuner", to_tuner},
                           {"ring_modulator", modulator},
                           {"mzi_modulator", modulator},
                           {"mzi", modulator},
                           {"phase_shifter", while_on},
                           {"coupler", while_on},
                           {"splitter", while_on},
                           {"wavelength_router", while_on},
                           {"micro_comb", while_on},
                           {"lookup_table", table},
                           {"comparator", table},
                           {"subtractor", table},
                           {"adder", logic},
                           {"mac", logic},
                           {"divider", logic}};

}  // namespace

const std::vector<std::string>& costed_kinds() {
  static const std::vector<std::string> kinds = [] {
    std::vector<std::string> out;
    for (const Entry& entry : kLaws) out.emplace_back(entry.kind);
    return out;
  }();
  return kinds;
}

DeviceCost device_cost(const DeviceLibrary& library, std::string_view kind, const Operation& operation) {
  for (const Entry& entry : kLaws) {
    if (entry.kind == kind) return entry.law(library, kind, operation);
  }
  throw std::out_of_range("no cost law for '" + std::string(kind) + "'");
}

}  // namespace tron
