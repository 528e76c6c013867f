#include "base/version.h"

namespace tron {

const char* version() {
  return TRON_VERSION;
}

}  // namespace tron
