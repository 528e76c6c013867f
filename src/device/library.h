#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/config/config.h"
#include "base/config/tracking.h"
#include "base/text/json.h"
#include "device/converter.h"
#include "device/digital.h"
#include "device/light.h"
#include "device/microring.h"
#include "device/record.h"
#include "device/sram_table.h"
#include "device/tuner.h"
#include "rooms.h"

namespace tron::device {

/// A parameter's value and where it comes from.
struct ParameterValue {
  double si = 0;     ///< as ParameterRecord::value_of
  std::string text;  ///< with its unit, as reports print it
  Provenance provenance;
  Place place;
  bool overlaid = false;  ///< the assumption set gave it
};

/// Every device kind with the values of one assumption set.
class DeviceLibrary {
 public:
  /// Reads KIND.toml of every kind from `folder`, and lays the table `device` of `assumptions` over them:
  /// [device.KIND] holds parameters of that kind. InputError for missing and unknown kinds or parameters
  /// (with the nearest name), wrong units, values outside the legal range. Every key below `device` counts as
  /// read afterwards. Files that have not changed since they were last read here are not parsed again.
  static DeviceLibrary load(const std::string& folder, const Config& assumptions);
  /// The folder's files as they stand, for who lays many tables over them.
  struct Files;
  static std::shared_ptr<const Files> read_files(const std::string& folder);
  static DeviceLibrary load(std::shared_ptr<const Files> files, const Config& assumptions);
  /// The same with data_folder()/device and nothing on top.
  static DeviceLibrary load();

  /// std::out_of_range for a name without record.
  const ParameterValue& parameter(std::string_view kind, std::string_view name) const;
  bool has(std::string_view kind, std::string_view name) const;
  double value(std::string_view kind, std::string_view name) const { return parameter(kind, name).si; }

  MicroringParameters microring() const;
  Laser laser() const;
  Vcsel vcsel() const;
  Waveguide waveguide() const;
  Photodetector photodetector() const;
  Soa soa() const;
  Tia tia() const;
  Tia receiver() const;  ///< the same without latency, power and area, which no noise depends on
  Converter dac() const;
  Converter adc() const;
  EoTuner eo_tuner() const;
  /// `kind`: to_tuner or input_to_tuner.
  ToTuner to_tuner(std::string_view kind = "to_tuner") const;
  /// "lookup_table", "comparator" or "subtractor".
  ElectronicPart part(std::string_view kind) const;
  /// "adder", "mac" or "divider".
  Logic logic(std::string_view kind) const;
  /// "register_file", "dram" or "hbm".
  Memory memory(std::string_view kind) const;
  const SramTable& sram_table() const;  ///< without the factors of the kind "sram"

  /// {"microring": {"quality_factor": {"value": ..., "source": ..., "tag": ...}, ...}, ...}
  Json resolved() const;

 private:
  Converter converter(std::string_view kind) const;
  void lay_over(const DeviceKind& kind, const Config& table);
  template <class Value>
  using ByName = std::map<std::string, Value, std::less<>>;  // "kind.parameter"

  std::shared_ptr<const Files> files_;
  /// Every parameter of the kinds for which the assumption set has a table: its value there, or the file's.
  ByName<Tracked<std::shared_ptr<const ParameterValue>>> over_;
  Tracked<std::optional<SramTable>> sram_over_;
};

}  // namespace tron::device
