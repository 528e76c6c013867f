#include "inference/executor/supported.h"

#include "base/error.h"

namespace tron::inference {

void check_supported(const Graph& graph) {
  if (!graph.shapes_only) return;
  throw InputError(
      {graph.name, 0, 0, "network"}, "shapes only: it has no weights",
      "a folder with config.json and model.safetensors; networks without weights can be simulated");
}

}  // namespace tron::inference
