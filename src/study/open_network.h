#pragma once

#include <memory>
#include <string>
#include <vector>

#include "inference/engine.h"
#include "rooms.h"
#include "study/compiled.h"

namespace tron::study {

/// The network `name` (find_network()'s) with its weights, once it is known that running it at these
/// fidelities fits into memory: shapes come first, weights after. InputError with the need where it does not.
/// An ONNX file that leaves the size of its features free takes it from `data`, if that is an .npy file.
std::shared_ptr<const LoadedNetwork> open_network(const std::string& name,
                                                  const std::vector<Fidelity>& fidelities,
                                                  const std::string& data = "");
/// The same as a generator needs it (network/graph_edit.h).
std::shared_ptr<const LoadedNetwork> open_generator(const std::string& name,
                                                    const std::vector<Fidelity>& fidelities);
/// The network without its weights.
std::shared_ptr<const LoadedNetwork> open_shapes(const std::string& name);

}  // namespace tron::study
