#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/config/config.h"
#include "base/text/units.h"
#include "rooms.h"

namespace tron::device {

/// A parameter of a device kind: how it is written, what is legal, what it means. Values and their sources
/// stand in data/device/KIND.toml.
struct ParameterRecord {
  std::string_view name;
  std::string_view example;    ///< a legal value as a description writes it: "18 nm", "8000"
  std::string_view low, high;  ///< legal range, ends included, in the same way of writing
  std::string_view what;
  Dimension dimension;  ///< no exponents: a plain number
  bool whole = false;   ///< a plain number without fraction

  bool plain() const { return dimension == Dimension{}; }
  /// "length", "power in dBm", "number", "whole number".
  std::string kind() const;
  /// SI value of one of the texts above (dB, dBm, dB/m, dB/Hz on logarithmic scales).
  double value_of(std::string_view text) const;
  /// Reads `name` from a table: SI value as above. InputError as Config's getters.
  double read(const Config& table) const { return reader(*this, table); }

  double (*reader)(const ParameterRecord&, const Config&) = nullptr;
};

/// A parameter of the dimension of Q.
template <class Q>
ParameterRecord quantity_parameter(std::string_view name, std::string_view example, std::string_view low,
                                   std::string_view high, std::string_view what) {
  return {name,
          example,
          low,
          high,
          what,
          dimension_of<Q>(),
          false,
          [](const ParameterRecord& r, const Config& table) {
            return measured(table.quantity<Q>(r.name, Q{r.value_of(r.low)}, Q{r.value_of(r.high)})).value;
          }};
}
ParameterRecord number_parameter(std::string_view name, std::string_view example, std::string_view low,
                                 std::string_view high, std::string_view what);
ParameterRecord whole_parameter(std::string_view name, std::string_view example, std::string_view low,
                                std::string_view high, std::string_view what);

struct Equation {
  std::string_view text;
  std::string_view source;  ///< literature
};

/// A kind of device: what the validation, the explain command, the reference page and the tests are made
/// from.
struct DeviceKind {
  std::string_view name;  ///< also of its file in data/device
  std::string_view what;
  std::vector<Equation> equations;
  std::vector<ParameterRecord> parameters;

  const ParameterRecord* find(std::string_view parameter) const;  ///< nullptr if there is none
};

/// Every kind, in the order light and data meet them. One explicit table.
const std::vector<DeviceKind>& device_kinds();

/// InputError with the nearest name for an unknown one.
const DeviceKind& device_kind(std::string_view name);

namespace detail {
// The parts of the table, one file each.
std::vector<DeviceKind> ring_kinds();
std::vector<DeviceKind> light_kinds();
std::vector<DeviceKind> electronic_kinds();
std::vector<DeviceKind> modulator_kinds();
std::vector<DeviceKind> memory_kinds();
}  // namespace detail

}  // namespace tron::device
