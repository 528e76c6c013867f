#include "device/library.h"

#include <fmt/core.h>

#include "base/files.h"

namespace tron {
namespace {

std::string key_of(std::string_view kind, std::string_view name) {
  return std::string(kind) + "." + std::string(name);
}

std::string text_of(const ParameterRecord& record, double si) {
  return record.plain() ? fmt::format("{:g}", si) : format_quantity({si, record.dimension});
}

}  // namespace

DeviceLibrary DeviceLibrary::load(const std::string& folder, const Config& assumptions) {
  DeviceLibrary out;
  const Config device = assumptions.table_or_empty("device");
  for (const DeviceKind& kind : device_kinds()) {
    const Config base = Config::read(fmt::format("{}/{}.toml", folder, kind.name));
    out.read_kind(kind, base, device.table_or_empty(kind.name));
    base.finish();
  }
  device.finish();
  return out;
}

DeviceLibrary DeviceLibrary::load() {
  return load(data_folder() + "/device", Config::parse("", "no assumptions"));
}

void DeviceLibrary::read_kind(const DeviceKind& kind, const Config& base, const Config& over) {
  for (const ParameterRecord& record : kind.parameters) {
    ParameterValue value;
    value.si = record.read(base);
    value.overlaid = over.has(record.name);
    const Config& from = value.overlaid ? over : base;
    if (value.overlaid) value.si = record.read(over);
    value.text = text_of(record, value.si);
    value.provenance = from.provenance(record.name);
    value.place = from.place(record.name);
    values_.emplace(key_of(kind.name, record.name), value);
  }
}

const ParameterValue& DeviceLibrary::parameter(std::string_view kind, std::string_view name) const {
  return values_.at(key_of(kind, name));
}

MicroringParameters DeviceLibrary::microring() const {
  return {{value("microring", "wavelength")},
          value("microring", "quality_factor"),
          {value("microring", "free_spectral_range")},
          {value("microring", "extinction_ratio")},
          value("microring", "round_trip_amplitude")};
}

Laser DeviceLibrary::laser() const {
  return {{value("laser", "rin")}, value("laser", "wall_plug_efficiency"), {value("laser", "area")}};
}

Vcsel DeviceLibrary::vcsel() const {
  return {{value("vcsel", "latency")}, {value("vcsel", "power")}, {value("vcsel", "area")}};
}

Waveguide DeviceLibrary::waveguide() const {
  const auto v = [this](std::string_view name) { return value("waveguide", name); };
  return {{v("loss")},          {v("eo_loss")},       {v("to_loss")},   {v("splitter_loss")},
          {v("combiner_loss")}, {v("coupling_loss")}, v("group_index"), {v("nonlinear_limit")}};
}

Photodetector DeviceLibrary::photodetector() const {
  const auto v = [this](std::string_view name) { return value("photodetector", name); };
  return {{v("responsivity")}, {v("dark_current")}, {v("sensitivity")},
          {v("latency")},      {v("power")},        {v("area")}};
}

Soa DeviceLibrary::soa() const {
  const auto v = [this](std::string_view name) { return value("soa", name); };
  return {{v("gain")}, {v("saturation_power")}, {v("noise_figure")}, {v("latency")}, {v("power")},
          {v("area")}};
}

ElectronicPart DeviceLibrary::part(std::string_view kind) const {
  return {{value(kind, "latency")}, {value(kind, "power")}, {value(kind, "area")}};
}

Tia DeviceLibrary::tia() const {
  Tia out;
  static_cast<ElectronicPart&>(out) = part("tia");
  out.load = {value("tia", "load")};
  out.temperature = {value("tia", "temperature")};
  return out;
}

Converter DeviceLibrary::converter(std::string_view kind) const {
  return {static_cast<int>(value(kind, "bits")),
          {value(kind, "rate")},
          {value(kind, "latency")},
          {value(kind, "power")},
          {value(kind, "area")}};
}

Converter DeviceLibrary::dac() const {
  return converter("dac");
}
Converter DeviceLibrary::adc() const {
  return converter("adc");
}

EoTuner DeviceLibrary::eo_tuner() const {
  return {
      {value("eo_tuner", "latency")}, {value("eo_tuner", "power_per_shift")}, {value("eo_tuner", "range")}};
}

ToTuner DeviceLibrary::to_tuner() const {
  return {{value("to_tuner", "latency")}, {value("to_tuner", "power_per_fsr")}};
}

Memory DeviceLibrary::memory(std::string_view kind) const {
  return {{value(kind, "energy_per_byte")},
          {value(kind, "bandwidth")},
          {value(kind, "latency")},
          {value(kind, "area_per_megabyte")}};
}

Json DeviceLibrary::resolved() const {
  Json out = Json::object();
  for (const DeviceKind& kind : device_kinds()) {
    Json& table = out[kind.name];
    table = Json::object();
    for (const ParameterRecord& record : kind.parameters) {
      const ParameterValue& v = parameter(kind.name, record.name);
      Json& entry = table[record.name];
      entry["value"] = record.plain() ? Json(v.si) : Json(v.text);
      entry["source"] = v.provenance.source;
      entry["tag"] = v.provenance.tag;
    }
  }
  return out;
}

}  // namespace tron
