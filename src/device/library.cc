#include "device/library.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <vector>

#include <fmt/core.h>

#include "base/files/files.h"

namespace tron::device {
namespace {

std::string key_of(std::string_view kind, std::string_view name) {
  return std::string(kind) + "." + std::string(name);
}

/// key_of() without memory of its own; a name longer than any record's is that of none.
class ShortKey {
 public:
  ShortKey(std::string_view kind, std::string_view name) {
    if (kind.size() + name.size() >= kMost) return;
    char* at = std::copy(kind.begin(), kind.end(), text_);
    *at++ = '.';
    size_ = static_cast<std::size_t>(std::copy(name.begin(), name.end(), at) - text_);
  }
  std::string_view text() const { return {text_, size_}; }

 private:
  static constexpr std::size_t kMost = 96;
  char text_[kMost];
  std::size_t size_ = 0;
};

std::string text_of(const ParameterRecord& record, double si) {
  return record.plain() ? fmt::format("{:g}", si) : format_quantity({si, record.dimension});
}

}  // namespace

/// The folder's files as they stand, without any assumption set.
struct DeviceLibrary::Files {
  std::vector<std::string> texts;  // a kind each
  ByName<ParameterValue> values;
  SramTable sram;
};

namespace {

ParameterValue read_value(const ParameterRecord& record, const Config& table, bool overlaid) {
  const double si = record.read(table);
  return {si, text_of(record, si), table.provenance(record.name), table.place(record.name), overlaid};
}

std::string path_of(const std::string& folder, const DeviceKind& kind) {
  return fmt::format("{}/{}.toml", folder, kind.name);
}

}  // namespace

std::shared_ptr<const DeviceLibrary::Files> DeviceLibrary::read_files(const std::string& folder) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Files>> known;
  std::vector<std::string> texts;
  for (const DeviceKind& kind : device_kinds())
    texts.push_back(read_file(path_of(folder, kind), Config::kMaxBytes));
  const std::lock_guard lock(mutex);
  std::shared_ptr<const Files>& entry = known[folder];
  if (entry && entry->texts == texts) return entry;
  auto files = std::make_shared<Files>();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const DeviceKind& kind = device_kinds()[i];
    const Config base = Config::parse(texts[i], path_of(folder, kind));
    for (const ParameterRecord& record : kind.parameters)
      files->values.emplace(key_of(kind.name, record.name), read_value(record, base, false));
    if (kind.name == "sram") files->sram = SramTable::read(base.table("bank"));
    base.finish();
  }
  files->texts = std::move(texts);
  entry = files;
  return entry;
}

DeviceLibrary DeviceLibrary::load(const std::string& folder, const Config& assumptions) {
  return load(read_files(folder), assumptions);
}

DeviceLibrary DeviceLibrary::load(std::shared_ptr<const Files> files, const Config& assumptions) {
  DeviceLibrary out;
  out.files_ = std::move(files);
  const Config device = assumptions.table_or_empty("device");
  for (const DeviceKind& kind : device_kinds()) {
    const TrackedScope scope = device.scope(kind.name);
    if (device.has(kind.name)) out.lay_over(kind, device.table(kind.name));
  }
  device.finish();
  return out;
}

void DeviceLibrary::lay_over(const DeviceKind& kind, const Config& table) {
  using Shared = std::shared_ptr<const ParameterValue>;
  for (const ParameterRecord& record : kind.parameters) {
    std::string key = key_of(kind.name, record.name);
    auto value = table.tracked(key, [&] {
      return table.has(record.name) ? std::make_shared<const ParameterValue>(read_value(record, table, true))
                                    : Shared(files_, &files_->values.at(key));
    });
    over_.emplace(std::move(key), std::move(value));
  }
  if (kind.name != "sram") return;
  sram_over_ = table.tracked("sram.bank", [&] {
    return table.has("bank") ? std::optional(files_->sram.with(table.table("bank"))) : std::nullopt;
  });
}

DeviceLibrary DeviceLibrary::load() {
  return load(data_folder() + "/device", Config::parse("", "no assumptions"));
}

const SramTable& DeviceLibrary::sram_table() const {
  const std::optional<SramTable>& over = *sram_over_;
  return over ? *over : files_->sram;
}

const ParameterValue& DeviceLibrary::parameter(std::string_view kind, std::string_view name) const {
  const ShortKey key(kind, name);
  if (const auto found = over_.find(key.text()); found != over_.end()) return **found->second;
  const auto in_file = files_->values.find(key.text());
  if (in_file == files_->values.end()) throw std::out_of_range("no parameter " + key_of(kind, name));
  return in_file->second;
}

bool DeviceLibrary::has(std::string_view kind, std::string_view name) const {
  return files_->values.contains(ShortKey(kind, name).text());
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
  Tia out = receiver();
  static_cast<ElectronicPart&>(out) = part("tia");
  return out;
}

Tia DeviceLibrary::receiver() const {
  Tia out;
  out.load = {value("tia", "load")};
  out.temperature = {value("tia", "temperature")};
  out.noise_current = {value("tia", "noise_current")};
  out.amplifiers = static_cast<int>(value("tia", "amplifiers"));
  out.bandwidth = {value("tia", "bandwidth")};
  out.integration = {value("tia", "integration")};
  out.capacitance = {value("tia", "capacitance")};
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
  return {{value("eo_tuner", "latency")},
          {value("eo_tuner", "power_per_shift")},
          {value("eo_tuner", "range")},
          {value("eo_tuner", "capacitance")},
          {value("eo_tuner", "shift_per_volt")}};
}

ToTuner DeviceLibrary::to_tuner(std::string_view kind) const {
  return {{value(kind, "latency")}, {value(kind, "power_per_fsr")}, value(kind, "driver_efficiency")};
}

Memory DeviceLibrary::memory(std::string_view kind) const {
  return {{value(kind, "energy_per_byte")},
          {value(kind, "bandwidth")},
          {value(kind, "latency")},
          {value(kind, "area_per_megabyte")},
          {value(kind, "power")}};
}

Logic DeviceLibrary::logic(std::string_view kind) const {
  return {{value(kind, "energy")}, {value(kind, "latency")}, {value(kind, "power")}, {value(kind, "area")}};
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

}  // namespace tron::device
