#include "network/find_network.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/files.h"

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

}  // namespace

std::string find_network(const std::string& name, NetworkNeed need) {
  constexpr const char* kPreset = "a preset, which has sizes but no weights";
  std::error_code none;
  const fs::path room = fs::path(data_folder()) / "network";
  const bool file = name.ends_with(".toml"), onnx = name.ends_with(".onnx");
  if (name.find('/') != std::string::npos || fs::is_directory(name, none) ||
      ((file || onnx) && fs::is_regular_file(name, none))) {
    if (file && need == NetworkNeed::weights) refuse(name, kPreset, room, need);
    return name;
  }
  if (!name.empty() && fs::is_directory(room / name, none)) return (room / name).string();
  const fs::path preset = room / (file ? name : name + ".toml");
  if (!fs::is_regular_file(preset, none)) refuse(name, "no such network", room, need);
  if (need == NetworkNeed::weights) refuse(name, kPreset, room, need);
  return preset.string();
}

}  // namespace tron::network
