#pragma once

#include <string>

#include "base/text/json.h"
#include "rooms.h"
#include "study/validate/validate.h"

namespace tron::report {

/// Plain text, at most about 130 columns: the tally, then a table per group with its sources, and a sentence
/// on each row that does not agree.
std::string validate_page(const ValidateReport& report);

/// Numbers in the row's unit, which stands beside them.
Json validate_json(const ValidateReport& report);

}  // namespace tron::report
