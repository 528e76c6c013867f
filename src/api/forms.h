#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "rooms.h"
#include "tron/report.h"

namespace tron {

/// How a result is printed; made when asked for.
struct Report::Forms {
  std::function<std::string()> page, json, csv;
  std::vector<std::pair<std::string, std::function<std::string()>>> pictures;  ///< name, SVG
};

}  // namespace tron
