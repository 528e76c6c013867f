#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

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

/// 12345678 as "12 345 678", the SI way of grouping digits.
std::string grouped(std::uint64_t number);

/// Seconds as a person says them: "0.42 s", "3 min 05 s", "2 h 07 min".
std::string duration(double seconds);

/// `count` and the noun in its number: "1 image", "20 images".
std::string counted(std::uint64_t count, const std::string& singular, const std::string& plural);

}  // namespace tron::report
