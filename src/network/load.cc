#include "network/load.h"

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/text/json.h"
#include "base/text/visible_text.h"
#include "network/hugging_face/checkpoint/checkpoint.h"
#include "network/hugging_face/config/image_format.h"
#include "network/hugging_face/config/network_config.h"
#include "network/hugging_face/config/sentence_pooling.h"
#include "network/hugging_face/config/special_tokens.h"
#include "network/hugging_face/family.h"
#include "network/preset/preset.h"

namespace tron::network {
namespace {

std::string folder_name(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

/// What the folder's other files say about generation and pooling.
void read_beside(const std::string& folder, const std::string& config_path, NetworkConfig& config) {
  read_sentence_pooling(folder, config);
  if (config.head != Head::next_words) return;
  const std::string path = folder + "/generation_config.json";
  if (std::filesystem::exists(path)) {
    const Json json = Json::read(path);
    read_special_tokens(JsonFields(json, path), config.vocabulary, config.special);
  }
  if (config.decoder.layers > 0 && config.special.start < 0) {
    throw InputError({.file = config_path, .item = "decoder_start_token_id"}, "nothing",
                     "the id that every target starts with, here or in generation_config.json");
  }
}

Graph from_folder(const std::string& folder, bool shapes_only) {
  if (!std::filesystem::is_directory(folder)) {
    throw InputError({.file = folder, .line = 0, .column = 0, .item = ""},
                     std::filesystem::exists(folder) ? "a file" : "nothing there",
                     "a folder with config.json and model.safetensors");
  }
  const std::string config_path = folder + "/config.json";
  NetworkConfig config = network_config(Json::read(config_path), config_path);
  read_beside(folder, config_path, config);
  std::optional<Checkpoint> files;
  if (!shapes_only || Checkpoint::stands_in(folder)) {
    const auto access = shapes_only ? Checkpoint::Access::headers : Checkpoint::Access::values;
    files = Checkpoint::open(folder, access);
  }
  Graph graph = find_family(config.family)->build(config, files ? &*files : nullptr, shapes_only);
  if (config.channels > 0) graph.image = read_image_format(folder, config);
  graph.name = visible_line(folder_name(folder));
  return graph;
}

/// Exporters put the folder's config.json and generation_config.json beside the file.
Graph from_onnx(const std::string& file, const OnnxSizes& sizes) {
  Graph graph = load_onnx(file, sizes);
  if (graph.output != Output::next_tokens) return graph;
  for (const char* name : {"config.json", "generation_config.json"}) {
    const std::string path = (std::filesystem::path(file).parent_path() / name).string();
    if (!std::filesystem::exists(path)) continue;
    const Json json = Json::read(path);
    read_special_tokens(JsonFields(json, path), graph.vocabulary, graph.special);
  }
  return graph;
}

}  // namespace

Graph load_network(const std::string& folder, const OnnxSizes& sizes) {
  if (folder.ends_with(".onnx")) return from_onnx(folder, sizes);
  return from_folder(folder, false);
}

Graph load_shapes(const std::string& file_or_folder) {
  if (file_or_folder.ends_with(".toml")) return load_preset(file_or_folder);
  if (file_or_folder.ends_with(".onnx")) return from_onnx(file_or_folder, {});
  return from_folder(file_or_folder, true);
}

}  // namespace tron::network
