#pragma once

#include <string>

#include "rooms.h"

namespace tron::network {

/// Whether a use needs a network's weights or only its sizes.
enum class NetworkNeed { weights, shapes };

/// Where the network `name` lies. A name with a slash, a folder, and a file that ends in .toml or .onnx are
/// taken as they are; else data/network/NAME (a folder with weights) or, where shapes are enough,
/// data/network/NAME.toml (a preset). The error names the nearest, and says so where a preset is asked for
/// weights.
std::string find_network(const std::string& name, NetworkNeed need = NetworkNeed::weights);

}  // namespace tron::network
