#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "rooms.h"

namespace tron::chip::detail {

/// What a name in an expression stands for; nothing for a name that does not exist.
using Lookup = std::function<std::optional<double>(std::string_view)>;

/// The value of an arithmetic expression such as "2 * rows * (channels - 1) + ceil(log2(rows))": numbers,
/// names (letters, digits, '_' and '.'), + - * /, parentheses, and the functions ceil, floor, sqrt, log2,
/// log10, exp2, min, max. InputError at `place` for anything else, for an unknown name, and for a result that
/// is no finite number.
double evaluate(std::string_view text, const Place& place, const Lookup& lookup);

}  // namespace tron::chip::detail
