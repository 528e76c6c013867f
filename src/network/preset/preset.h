#pragma once

#include <string>
#include <string_view>

#include "network/preset/transformer_spec.h"
#include "rooms.h"

namespace tron::network {

/// A network by its sizes alone, from a description `name_or_file`: a name in data/network (without ".toml")
/// or a path. The graph has shapes and no weights. docs/methods/network.md lists the keys; each number
/// carries its source. InputError names the place: unknown or missing keys, sizes that are absurd or do not
/// fit together, and a parameter count that is further from the published one than the file allows (1 % where
/// it is silent).
Graph load_preset(const std::string& name_or_file);

/// Of text in memory; `name` stands as the file in messages.
Graph parse_preset(std::string_view text, const std::string& name);

}  // namespace tron::network
