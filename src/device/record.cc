#include "device/record.h"

#include <charconv>
#include <iterator>
#include <stdexcept>

#include "base/error.h"

namespace tron::device {
namespace {

double read_number(const ParameterRecord& r, const Config& table) {
  return table.number(r.name, r.value_of(r.low), r.value_of(r.high));
}

double read_whole(const ParameterRecord& r, const Config& table) {
  return static_cast<double>(table.integer(r.name, static_cast<std::int64_t>(r.value_of(r.low)),
                                           static_cast<std::int64_t>(r.value_of(r.high))));
}

void append(std::vector<DeviceKind>& all, std::vector<DeviceKind> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::string ParameterRecord::kind() const {
  if (!plain()) return dimension.name();
  return whole ? "whole number" : "number";
}

double ParameterRecord::value_of(std::string_view text) const {
  if (plain()) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size()) return value;
  } else {
    std::string why;
    const auto found = parse_quantity(text, &why);
    if (found && found->dimension == dimension) return found->value;
  }
  throw std::logic_error("record of parameter '" + std::string(name) + "': no " + kind() + ": " +
                         std::string(text));
}

ParameterRecord number_parameter(std::string_view name, std::string_view example, std::string_view low,
                                 std::string_view high, std::string_view what) {
  return {name, example, low, high, what, {}, false, read_number};
}

ParameterRecord whole_parameter(std::string_view name, std::string_view example, std::string_view low,
                                std::string_view high, std::string_view what) {
  return {name, example, low, high, what, {}, true, read_whole};
}

const ParameterRecord* DeviceKind::find(std::string_view parameter) const {
  for (const ParameterRecord& p : parameters) {
    if (p.name == parameter) return &p;
  }
  return nullptr;
}

const std::vector<DeviceKind>& device_kinds() {
  static const std::vector<DeviceKind> kinds = [] {
    std::vector<DeviceKind> all;
    append(all, detail::light_kinds());
    append(all, detail::ring_kinds());
    append(all, detail::modulator_kinds());
    append(all, detail::electronic_kinds());
    append(all, detail::memory_kinds());
    return all;
  }();
  return kinds;
}

const DeviceKind& device_kind(std::string_view name) {
  std::vector<std::string> names;
  for (const DeviceKind& kind : device_kinds()) {
    if (kind.name == name) return kind;
    names.emplace_back(kind.name);
  }
  const std::string nearest = nearest_name(std::string(name), names);
  std::string allowed = nearest.empty() ? "" : "'" + nearest + "' (the nearest name); all: ";
  for (const std::string& n : names) allowed += n + (n == names.back() ? "" : ", ");
  throw InputError(Place{"", 0, 0, "device"}, "'" + std::string(name) + "'", allowed);
}

}  // namespace tron::device
