#pragma once

#include <string>

#include "base/text/json.h"
#include "rooms.h"
#include "study/reproduce/reproduce.h"

namespace tron::report {

/// Plain text, at most about 150 columns. No verdict where not everything was compared.
std::string reproduce_page(const ReproduceReport& report);

/// SI units, the unit as suffix of the key.
Json reproduce_json(const ReproduceReport& report);

}  // namespace tron::report
