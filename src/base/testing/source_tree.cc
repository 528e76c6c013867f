#include "base/testing/source_tree.h"

#include "base/files/files.h"

namespace tron::base {

// The one file that is compiled with the tree's path, so that a compiler cache serves the tests of every
// clone.
std::string source_file(const std::string& name) {
  return TRON_SOURCE_DIR "/" + name;
}

void use_source_data() {
  set_data_folder(source_file("data"));
}

}  // namespace tron::base
