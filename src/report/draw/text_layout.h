#pragma once

#include <cstddef>
#include <string>

#include "base/text/phrases.h"
#include "rooms.h"

namespace tron::report {

/// `text` in lines of at most `width` columns, every line indented by `indent` blanks. No-break spaces stay
/// within a line and are written as blanks.
std::string wrap_text(const std::string& text, int indent = 2, std::size_t width = 100);

/// `text` with no-break spaces for its blanks: "84 900", "97 %".
std::string unbroken(const std::string& text);

/// A title with a rule below it.
std::string heading(const std::string& title);

/// A share as a percentage with one decimal: "87.5 %"; "-" for none (NaN).
std::string percent(double share);

}  // namespace tron::report
