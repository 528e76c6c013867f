#include "cli/process/find_data.h"

#include <cstdlib>
#include <filesystem>

#include "tron/error.h"

namespace tron::cli {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::string program_file() {
  std::error_code none;
  return fs::read_symlink("/proc/self/exe", none).string();
}

std::string find_data() {
  std::error_code none;
  if (const char* given = std::getenv("TRON_DATA"); given != nullptr && *given != '\0') {
    if (!fs::is_directory(given, none)) {
      throw InputError(Place{given, 0, 0, "TRON_DATA"}, "no such folder",
                       "the folder with device/ and chip/");
    }
    return given;
  }
  const fs::path program = fs::path(program_file()).parent_path();
  std::string tried;
  for (const char* relative : {"data", "../data", "../share/tron/data"}) {
    const fs::path folder = (program / relative).lexically_normal();
    if (fs::is_directory(folder, none)) return folder.string();
    tried += (tried.empty() ? "" : ", ") + folder.string();
  }
  throw InputError(Place{"data folder", 0, 0, ""}, "nothing at " + tried,
                   "one of these folders, or TRON_DATA set to the folder with device/ and chip/");
}

}  // namespace tron::cli
