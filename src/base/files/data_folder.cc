#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "base/files/files.h"

namespace tron::base {

namespace {

namespace fs = std::filesystem;

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

/// Names of the descriptions in a folder, without ".toml", sorted.
std::vector<std::string> descriptions(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none))
    if (entry.path().extension() == ".toml") out.push_back(entry.path().stem().string());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

std::string data_folder() {
  std::error_code none;
  if (const char* given = std::getenv("TRON_DATA"); given != nullptr && *given != '\0') {
    if (!fs::is_directory(given, none))
      throw InputError(Place{given, 0, 0, "TRON_DATA"}, "no such folder",
                       "the folder with device/ and chip/");
    return given;
  }
  const fs::path program = fs::read_symlink("/proc/self/exe", none).parent_path();
  std::vector<std::string> tried;
  for (const char* relative : {"data", "../data", "../share/tron/data"}) {
    const fs::path folder = (program / relative).lexically_normal();
    if (fs::is_directory(folder, none)) return folder.string();
    tried.push_back(folder.string());
  }
  throw InputError(Place{"data folder", 0, 0, ""}, "nothing at " + joined(tried),
                   "one of these folders, or TRON_DATA set to the folder with device/ and chip/");
}

std::string find_description(const std::string& room, const std::string& name) {
  std::error_code none;
  // A bare name never means a file that happens to stand in the working folder, such as the program `tron`.
  const bool file = name.ends_with(".toml") && fs::is_regular_file(name, none);
  if (name.find('/') != std::string::npos || file) return name;
  const fs::path folder = fs::path(data_folder()) / room;
  const std::string stem = name.ends_with(".toml") ? name.substr(0, name.size() - 5) : name;
  const fs::path path = folder / (stem + ".toml");
  if (fs::is_regular_file(path, none)) return path.string();
  const auto known = descriptions(folder);
  const std::string nearest = nearest_name(stem, known);
  std::string allowed =
      known.empty() ? "a path, since " + folder.string() + " is empty" : "a path, or one of " + joined(known);
  if (!nearest.empty()) allowed += "; nearest is " + nearest;
  throw InputError(Place{"", 0, 0, room + " '" + name + "'"}, "no description of that name", allowed);
}

}  // namespace tron::base
