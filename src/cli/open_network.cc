#include "cli/open_network.h"

#include "base/memory.h"
#include "inference/memory_need.h"
#include "network/load.h"

namespace tron {

Graph open_network(const std::string& where, const std::vector<Fidelity>& fidelities) {
  require_memory(load_shapes(where), fidelities, available_memory());
  return load_network(where);
}

}  // namespace tron
