#pragma once

#include <sstream>
#include <string>

#include "rooms.h"

namespace tron::report {

/// Runs of blanks and line ends as one blank, so that wrapping and columns do not matter.
inline std::string squeezed(const std::string& text) {
  std::istringstream words(text);
  std::string out, word;
  while (words >> word) out += (out.empty() ? "" : " ") + word;
  return out;
}

}  // namespace tron::report
