#pragma once

#include <cstdint>
#include <string>

#include "rooms.h"

namespace tron::base {

/// 12345678 as "12 345 678", the SI way of grouping digits.
std::string grouped(std::uint64_t number);

/// Seconds as a person says them: "0.42 s", "3 min 05 s", "2 h 07 min".
std::string duration(double seconds);

/// `count` and the noun in its number: "1 image", "20 images".
std::string counted(std::uint64_t count, const std::string& singular, const std::string& plural);

}  // namespace tron::base
