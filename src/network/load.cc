#include "network/load.h"

#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "network/bert.h"
#include "network/image_format.h"
#include "network/network_config.h"
#include "network/safetensors.h"
#include "network/vit.h"

namespace tron {
namespace {

std::string folder_name(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

}  // namespace

Graph load_network(const std::string& folder) {
  if (!std::filesystem::is_directory(folder)) {
    throw InputError({.file = folder, .line = 0, .column = 0, .item = ""},
                     std::filesystem::exists(folder) ? "a file" : "nothing there",
                     "a folder with config.json and model.safetensors");
  }
  const std::string config_path = folder + "/config.json";
  const NetworkConfig config = network_config(Json::read(config_path), config_path);
  const Safetensors weights = Safetensors::open(folder + "/model.safetensors");
  Graph graph = config.family == "bert" ? build_bert(config, weights) : build_vit(config, weights);
  if (config.family != "bert") graph.image = read_image_format(folder, config);
  graph.name = folder_name(folder);
  return graph;
}

}  // namespace tron
