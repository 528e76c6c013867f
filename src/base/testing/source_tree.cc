#include "base/testing/source_tree.h"

#include <cstdlib>

namespace tron::base {

// The one file that is compiled with the tree's path, so that a compiler cache serves the tests of every
// clone.
std::string source_file(const std::string& name) {
  return TRON_SOURCE_DIR "/" + name;
}

void use_source_data() {
  setenv("TRON_DATA", source_file("data").c_str(), 1);
}

}  // namespace tron::base
