#pragma once

#include <string>

#include "rooms.h"

namespace tron::explore {

inline constexpr const char* kTinySpace = R"(
name = "tiny"
what = "two by three"
chip = "tron"
assumptions = "paper"
networks = ["bert-base"]
objectives = ["throughput", "epb"]
[parameter.heads]
path = "sizes.heads"
values = ["4", "8"]
[parameter.rows]
path = "sizes.attention_rows"
values = ["8", "16", "32"]
)";

/// The first `from` of the text as `to`.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace tron::explore
