#include "network/find_network.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/files/files.h"
#include "base/files/files_read.h"

namespace tron::network {
namespace {

namespace fs = std::filesystem;

/// Names in data/network that serve the need, sorted.
std::vector<std::string> known_networks(const fs::path& room, NetworkNeed need) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(room, none)) {
    const bool preset = entry.path().extension() == ".toml";
    if (entry.is_directory() || (preset && need == NetworkNeed::shapes)) {
      names.push_back(preset ? entry.path().stem().string() : entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

[[noreturn]] void refuse(const std::string& name, const char* what, const fs::path& room, NetworkNeed need) {
  const std::vector<std::string> known = known_networks(room, need);
  std::string allowed = "a folder with config.json and model.safetensors, an .onnx file";
  if (need == NetworkNeed::shapes) allowed += ", a preset file";
  if (!known.empty()) allowed += fmt::format(", or one of {}", fmt::join(known, ", "));
  const std::string nearest = nearest_name(name, known);
  if (!nearest.empty()) allowed += "; nearest is " + nearest;
  throw InputError(Place{"command line", 0, 0, "--network"}, "'" + name + "', " + what, allowed);
}

/// Files that readers of networks know, whether or not this command has a use for them.
bool is_part_of_network(const std::string& name) {
  static const std::set<std::string> kNames = {"config.json",
                                               "generation_config.json",
                                               "preprocessor_config.json",
                                               "vocab.json",
                                               "special_tokens_map.json",
                                               "added_tokens.json",
                                               "vocab.txt",
                                               "tokenizer_config.json",
                                               "merges.txt",
                                               "tokenizer.json",
                                               "modules.json",
                                               "config_sentence_transformers.json",
                                               "model.safetensors.index.json"};
  const std::string kind = fs::path(name).extension().string();
  return kNames.contains(name) || kind == ".safetensors" || kind == ".onnx" || kind == ".model" ||
         kind == ".spm";
}

/// `where`, once its files are known to be nothing that an output may replace.
std::string noted(const std::string& where) {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(where, none)) {
    if (is_part_of_network(entry.path().filename().string())) note_read(entry.path().string());
  }
  return where;
}

}  // namespace

std::string find_network(const std::string& name, NetworkNeed need) {
  constexpr const char* kPreset = "a preset, which has sizes but no weights";
  std::error_code none;
  const fs::path room = fs::path(data_folder()) / "network";
  const bool file = name.ends_with(".toml"), onnx = name.ends_with(".onnx");
  if (name.find('/') != std::string::npos || fs::is_directory(name, none) ||
      ((file || onnx) && fs::is_regular_file(name, none))) {
    if (file && need == NetworkNeed::weights) refuse(name, kPreset, room, need);
    return noted(name);
  }
  if (!name.empty() && fs::is_directory(room / name, none)) return noted((room / name).string());
  const fs::path preset = room / (file ? name : name + ".toml");
  if (!fs::is_regular_file(preset, none)) refuse(name, "no such network", room, need);
  if (need == NetworkNeed::weights) refuse(name, kPreset, room, need);
  return preset.string();
}

}  // namespace tron::network
