#include "device/cost.h"

#include <algorithm>
#include <stdexcept>

#include "device/adc.h"
#include "device/dac.h"

namespace tron::device {
namespace {

using Library = const DeviceLibrary&;
using Kind = std::string_view;
using Op = const Operation&;

/// The laws of a kind, field by field.
struct Law {
  Energy (*event)(Library, Kind, Op);
  Power (*power)(Library, Kind, Op);
  Area (*area)(Library, Kind);
  Time (*latency)(Library, Kind);
  Time (*cycle)(Library, Kind);
};

/// The record's parameter, or nothing where the kind has none of that name.
double optional_value(Library library, Kind kind, std::string_view name) {
  return library.has(kind, name) ? library.value(kind, name) : 0;
}

Energy no_event(Library, Kind, Op) {
  return {};
}
Power no_power(Library, Kind, Op) {
  return {};
}
Area no_area(Library, Kind) {
  return {};
}
Time no_time(Library, Kind) {
  return {};
}

Power own_power(Library library, Kind kind, Op) {
  return {library.value(kind, "power")};
}
Area own_area(Library library, Kind kind) {
  return {library.value(kind, "area")};
}
Time own_latency(Library library, Kind kind) {
  return {optional_value(library, kind, "latency")};
}

/// A faster receiver takes more.
Power tia_power(Library library, Kind kind, Op) {
  const Power own{library.value(kind, "power")};
  const Energy per_hertz{library.value(kind, "power_per_bandwidth")};
  if (per_hertz.si <= 0) return own;
  const Time window{library.value(kind, "integration")};
  const Frequency bandwidth = window.si > 0 ? 1 / (2 * window) : Frequency{library.value(kind, "bandwidth")};
  return own + per_hertz * bandwidth;
}

/// What a converter takes at its full rate and `bits`.
struct FullRate {
  Power power;
  Frequency rate;
  Energy event() const { return power * (1 / rate); }
};

FullRate full_rate(Library library, Kind kind, int bits) {
  Converter part;
  part.bits = static_cast<int>(library.value(kind, "bits"));
  part.rate = {library.value(kind, "rate")};
  part.power = {library.value(kind, "power")};
  return {kind == "dac" ? lightening_dac_power(part, part.rate, bits) : sar_adc_power(part, part.rate, bits),
          part.rate};
}

Energy converter_event(Library library, Kind kind, Op op) {
  return full_rate(library, kind, *op.bits).event();
}
Power converter_power(Library library, Kind kind, Op op) {
  const FullRate full = full_rate(library, kind, *op.bits);
  return op.symbol->si > 0 ? full.event() / *op.symbol : full.power;
}
Time converter_cycle(Library library, Kind kind) {
  return std::max(own_latency(library, kind), 1 / Frequency{library.value(kind, "rate")});
}

Energy modulator_event(Library library, Kind kind, Op op) {
  return Energy{library.value(kind, "energy_per_bit")} * *op.bits;
}

Power eo_power(Library library, Kind kind, Op op) {
  EoTuner tuner;
  tuner.power_per_shift = {library.value(kind, "power_per_shift")};
  return tuner.power(*op.shift);
}
/// What a device that is on takes in a symbol.
template <Power (*power)(Library, Kind, Op)>
Energy power_for_symbol(Library library, Kind kind, Op op) {
  return power(library, kind, op) * *op.symbol;
}

/// A value is held for a symbol, and the electrodes are charged to it.
Energy eo_event(Library library, Kind kind, Op op) {
  const Energy held = power_for_symbol<eo_power>(library, kind, op);
  const Capacitance capacitance{library.value(kind, "capacitance")};
  if (capacitance.si <= 0) return held;
  EoTuner tuner;
  tuner.capacitance = capacitance;
  tuner.shift_per_volt = {library.value(kind, "shift_per_volt")};
  return held + tuner.charging(*op.shift);
}
Power to_power(Library library, Kind kind, Op op) {
  ToTuner tuner;
  tuner.power_per_fsr = {library.value(kind, "power_per_fsr")};
  tuner.driver_efficiency = library.value(kind, "driver_efficiency");
  return tuner.power(*op.shift, {library.value("microring", "free_spectral_range")});
}

Energy part_event(Library library, Kind kind, Op) {
  ElectronicPart part;
  part.latency = {library.value(kind, "latency")};
  part.power = {library.value(kind, "power")};
  return part.energy();
}
Energy logic_event(Library library, Kind kind, Op) {
  return {library.value(kind, "energy")};
}

constexpr Law kConverter{converter_event, converter_power, own_area, own_latency, converter_cycle};
constexpr Law kAreaAlone{no_event, no_power, own_area, no_time, no_time};
constexpr Law kWhileOn{power_for_symbol<own_power>, own_power, own_area, own_latency, own_latency};
constexpr Law kModulator{modulator_event, own_power, own_area, own_latency, own_latency};
constexpr Law kPart{part_event, own_power, own_area, own_latency, own_latency};
constexpr Law kLogic{logic_event, own_power, own_area, own_latency, own_latency};

struct Entry {
  std::string_view kind;
  Law law;
};

constexpr Entry kLaws[] = {
    {"dac", kConverter},
    {"adc", kConverter},
    {"laser", kAreaAlone},
    {"vcsel", kWhileOn},
    {"photodetector", kWhileOn},
    {"tia", {power_for_symbol<tia_power>, tia_power, own_area, own_latency, own_latency}},
    {"ring_control", {power_for_symbol<own_power>, own_power, own_area, no_time, no_time}},
    {"soa", kWhileOn},
    {"microring", kAreaAlone},
    {"eo_tuner", {eo_event, eo_power, no_area, own_latency, own_latency}},
    {"to_tuner", {power_for_symbol<to_power>, to_power, no_area, own_latency, own_latency}},
    {"input_to_tuner", {power_for_symbol<to_power>, to_power, no_area, own_latency, own_latency}},
    {"ring_modulator", kModulator},
    {"mzi_modulator", kModulator},
    {"mzi", kModulator},
    {"phase_shifter", kWhileOn},
    {"coupler", kWhileOn},
    {"splitter", kWhileOn},
    {"wavelength_router", kWhileOn},
    {"micro_comb", kWhileOn},
    {"lookup_table", kPart},
    {"comparator", kPart},
    {"subtractor", kPart},
    {"adder", kLogic},
    {"mac", kLogic},
    {"divider", kLogic}};

const Law& law_of(Kind kind) {
  for (const Entry& entry : kLaws) {
    if (entry.kind == kind) return entry.law;
  }
  throw std::out_of_range("no cost law for '" + std::string(kind) + "'");
}

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
  const Law& law = law_of(kind);
  return {law.event(library, kind, operation), law.power(library, kind, operation), law.area(library, kind),
          law.latency(library, kind), law.cycle(library, kind)};
}

Energy device_event(const DeviceLibrary& library, std::string_view kind, const Operation& operation) {
  return law_of(kind).event(library, kind, operation);
}
Power device_power(const DeviceLibrary& library, std::string_view kind, const Operation& operation) {
  return law_of(kind).power(library, kind, operation);
}
Area device_area(const DeviceLibrary& library, std::string_view kind) {
  return law_of(kind).area(library, kind);
}
Time device_latency(const DeviceLibrary& library, std::string_view kind) {
  return law_of(kind).latency(library, kind);
}
Time device_cycle(const DeviceLibrary& library, std::string_view kind) {
  return law_of(kind).cycle(library, kind);
}

}  // namespace tron::device
