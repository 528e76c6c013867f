#pragma once

#include <string>

#include "rooms.h"

namespace tron::base {

/// For tests: the path of a file or folder of the source tree, named from its root ("data/chip/tron.toml").
std::string source_file(const std::string& name);

/// For tests: what is opened by name ("tron", "paper") comes from the source tree's data/.
void use_source_data();

}  // namespace tron::base
