#include "base/files/files.h"
#include "base/version.h"
#include "tron/setup.h"

namespace tron {

std::string version() {
  return base::version();
}

void set_data_folder(const std::string& folder) {
  base::set_data_folder(folder);
}

}  // namespace tron
