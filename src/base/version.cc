#include "base/version.h"

namespace tron::base {

const char* version() {
  return TRON_VERSION;
}

}  // namespace tron::base
