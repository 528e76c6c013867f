#include <algorithm>
#include <filesystem>
#include <mutex>
#include <vector>

#include "base/error.h"
#include "base/files/files.h"

namespace tron::base {

namespace {

namespace fs = std::filesystem;

std::mutex folder_mutex;
std::string folder;

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

/// Names of the descriptions in a folder, without ".toml", sorted.
std::vector<std::string> descriptions(const fs::path& where) {
  std::vector<std::string> out;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(where, none))
    if (entry.path().extension() == ".toml") out.push_back(entry.path().stem().string());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

std::string data_folder() {
  const std::lock_guard lock(folder_mutex);
  if (folder.empty()) {
    throw InputError(Place{"data folder", 0, 0, ""}, "none",
                     "a call of tron::set_data_folder() with the folder that holds device/ and chip/");
  }
  return folder;
}

void set_data_folder(const std::string& path) {
  std::error_code none;
  if (!fs::is_directory(path, none)) {
    throw InputError(Place{path, 0, 0, "data folder"}, "no such folder", "the folder with device/ and chip/");
  }
  const std::lock_guard lock(folder_mutex);
  folder = path;
}

std::string find_description(const std::string& room, const std::string& name) {
  std::error_code none;
  // A bare name never means a file that happens to stand in the working folder, such as the program `tron`.
  const bool file = name.ends_with(".toml") && fs::is_regular_file(name, none);
  if (name.find('/') != std::string::npos || file) return name;
  const fs::path descriptions_folder = fs::path(data_folder()) / room;
  const std::string stem = name.ends_with(".toml") ? name.substr(0, name.size() - 5) : name;
  const fs::path path = descriptions_folder / (stem + ".toml");
  if (fs::is_regular_file(path, none)) return path.string();
  const auto known = descriptions(descriptions_folder);
  const std::string nearest = nearest_name(stem, known);
  std::string allowed = known.empty() ? "a path, since " + descriptions_folder.string() + " is empty"
                                      : "a path, or one of " + joined(known);
  if (!nearest.empty()) allowed += "; nearest is " + nearest;
  throw InputError(Place{"", 0, 0, room + " '" + name + "'"}, "no description of that name", allowed);
}

}  // namespace tron::base
