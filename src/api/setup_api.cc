#include "base/files/files.h"
#include "base/version.h"
#include "inference/kernels/vector_target.h"
#include "tron/setup.h"

namespace tron {

std::string version() {
  return base::version();
}

void set_data_folder(const std::string& folder) {
  base::set_data_folder(folder);
}

std::string vector_instructions() {
  inference::check_target_variable();
  return inference::vector_target();
}

}  // namespace tron
