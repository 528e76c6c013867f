#pragma once

#include <string>
#include <vector>

#include "inference/engine.h"
#include "network/graph.h"
#include "rooms.h"

namespace tron::study {

/// The network at `where` (find_network()'s) with its weights, once it is known that running it at these
/// fidelities fits into memory: shapes come first, weights after. InputError with the need where it does not.
/// An ONNX file that leaves the size of its features free takes it from `data`, if that is an .npy file.
Graph open_network(const std::string& where, const std::vector<Fidelity>& fidelities,
                   const std::string& data = "");

}  // namespace tron::study
