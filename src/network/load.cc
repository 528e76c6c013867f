#include "network/load.h"

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/json.h"
#include "network/bert.h"
#include "network/image_format.h"
#include "network/network_config.h"
#include "network/preset.h"
#include "network/safetensors.h"
#include "network/vit.h"

namespace tron {
namespace {

std::string folder_name(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

Graph from_folder(const std::string& folder, bool shapes_only) {
  if (!std::filesystem::is_directory(folder)) {
    throw InputError({.file = folder, .line = 0, .column = 0, .item = ""},
                     std::filesystem::exists(folder) ? "a file" : "nothing there",
                     "a folder with config.json and model.safetensors");
  }
  const std::string config_path = folder + "/config.json", weights_path = folder + "/model.safetensors";
  const NetworkConfig config = network_config(Json::read(config_path), config_path);
  std::optional<Safetensors> weights;
  if (!shapes_only || std::filesystem::exists(weights_path)) weights = Safetensors::open(weights_path);
  const Safetensors* file = weights ? &*weights : nullptr;
  const auto build = config.family == "bert" ? build_bert : build_vit;
  Graph graph = build(config, file, shapes_only);
  if (config.family != "bert") graph.image = read_image_format(folder, config);
  graph.name = folder_name(folder);
  return graph;
}

}  // namespace

Graph load_network(const std::string& folder) {
  return from_folder(folder, false);
}

Graph load_shapes(const std::string& file_or_folder) {
  if (file_or_folder.ends_with(".toml")) return load_preset(file_or_folder);
  return from_folder(file_or_folder, true);
}

}  // namespace tron
