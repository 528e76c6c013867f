#include "study/open_network.h"

#include <filesystem>

#include "base/execution/memory.h"
#include "base/files/npy.h"
#include "inference/executor/memory_need.h"
#include "network/find_network.h"
#include "network/graph_edit.h"
#include "network/load.h"

namespace tron::study {
namespace {

OnnxSizes sizes_of(const std::string& data) {
  OnnxSizes sizes;
  if (!data.ends_with(".npy") || !std::filesystem::exists(data)) return sizes;
  const std::vector<std::size_t> shape = npy_shape(data);
  if (shape.size() >= 2) sizes.width = shape.back();
  if (shape.size() >= 3) sizes.height = shape[shape.size() - 2];
  return sizes;
}

Graph read_network(const std::string& where, const std::vector<Fidelity>& fidelities,
                   const std::string& data) {
  if (where.ends_with(".onnx")) {
    Graph graph = load_network(where, sizes_of(data));
    require_memory(graph, fidelities, available_memory());
    return graph;
  }
  require_memory(load_shapes(where), fidelities, available_memory());
  return load_network(where);
}

std::shared_ptr<const LoadedNetwork> loaded(const std::string& name, const std::string& where, Graph graph) {
  return std::make_shared<const LoadedNetwork>(name, where, std::make_shared<const Graph>(std::move(graph)));
}

}  // namespace

std::shared_ptr<const LoadedNetwork> open_network(const std::string& name,
                                                  const std::vector<Fidelity>& fidelities,
                                                  const std::string& data) {
  const std::string where = find_network(name);
  return loaded(name, where, read_network(where, fidelities, data));
}

std::shared_ptr<const LoadedNetwork> open_generator(const std::string& name,
                                                    const std::vector<Fidelity>& fidelities) {
  const std::string where = find_network(name);
  return loaded(name, where, for_generation(read_network(where, fidelities, "")));
}

std::shared_ptr<const LoadedNetwork> open_shapes(const std::string& name) {
  const std::string where = find_network(name, NetworkNeed::shapes);
  return loaded(name, where, load_shapes(where));
}

}  // namespace tron::study
