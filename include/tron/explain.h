// What a device or a bank of microrings is: parameters, sources, equations, spectrum.
#pragma once

#include <string>

#include "tron/chip.h"
#include "tron/report.h"

namespace tron {

/// One line per kind of device. Of the report the page alone.
Report explain_devices();

/// Parameters of a device with value, legal range, source and tag, and its equations. `assumptions`: the set
/// whose values count, a TOML file or a name in data/assumptions; "": the device library's own. Of the report
/// the page alone. InputError for a name that is no device.
Report explain_device(const std::string& name, const std::string& assumptions = "");

/// Spectrum, crosstalk, levels and usable bits of a chip's "weight", "dynamic" or "activation" bank. Of the
/// report page and picture. InputError for another name, and for a chip that carries no numbers.
Report explain_bank(const Chip& chip, const std::string& bank = "weight");

}  // namespace tron
